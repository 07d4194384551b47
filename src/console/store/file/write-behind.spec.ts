import { mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRequests, span, spanId, TRACE_ID } from '../../../../test/support/console-traces.js';
import { TraceStore } from '../trace-store.js';

const BOUNDS = { maxTraces: 1_000, maxBytes: 2 ** 24 };

describe('the file of TraceStore', () => {
  let directory: string;
  let file: string;
  let lines: string[];
  const stores: TraceStore[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-console-'));
    file = join(directory, 'traces.db');
    lines = [];
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) store.close();
    await rm(directory, { recursive: true });
  });

  const start = (options: Partial<typeof BOUNDS> = {}): TraceStore => {
    const common = { service: 'glassgate', spanNames: 'guide', slow: {}, file } as const;
    const store = new TraceStore({ ...common, ...BOUNDS, ...options }, (line) => lines.push(line));
    store.restore();
    stores.push(store);
    return store;
  };
  const stop = (store: TraceStore): void => {
    stores.splice(stores.indexOf(store), 1);
    store.close();
  };

  it('brings everything back after a restart', () => {
    const first = start();
    const roots = addRequests(first, [{ key: 'a' }, { key: 'b', status: 404, requestId: 'REQUEST' }]);
    const link = { traceId: roots[0]!.traceId, spanId: roots[0]!.span.spanContext().spanId, attributes: {} };
    first.addSpans([span({ resource: { 'host.name': 'laptop' }, links: [link] })]);
    addRequests(first, [{ traceId: TRACE_ID, key: 'c' }]);
    const before = [...roots.map(({ traceId }) => traceId), TRACE_ID].map((id) => first.trace(id));
    const now = Date.now() + 1;
    const overview = first.overview(now - 60_000, now);
    stop(first);
    const second = start();
    expect(second.state()).toMatchObject({ traces: 3, spans: 13, file });
    expect([...roots.map(({ traceId }) => traceId), TRACE_ID].map((id) => second.trace(id))).toEqual(before);
    expect(second.trace('REQUEST')).toEqual(before[1]);
    expect(second.overview(now - 60_000, now)).toEqual(overview);
    expect(second.suggest('service')).toEqual(['glassgate', 'client']);
    expect(second.search({ q: '{ resource.host.name = "laptop" }' }).matched).toBe(1);
    // What comes now uses the words of before, and new ones.
    addRequests(second, [{ key: 'd', bucket: 'new-bucket' }]);
    stop(second);
    expect(start().search({ bucket: 'new-bucket' }).traces).toMatchObject([
      { key: 'd', accessKey: 'AKIDEXAMPLE' },
    ]);
    expect(lines).toEqual([]);
  });

  it('forgets what had to make room, and takes less when the bounds are smaller', () => {
    const first = start({ maxTraces: 100 });
    for (let batch = 0; batch < 5; batch += 1) {
      addRequests(
        first,
        Array.from({ length: 60 }, (_, index) => ({ key: `${batch * 60 + index}` })),
      );
      (first as unknown as { readonly file: { flush(): void } }).file.flush();
    }
    stop(first);
    const keys = (store: TraceStore): number[] =>
      store.search({ limit: 1000, ascending: true }).traces.map(({ key }) => Number(key));
    const second = start({ maxTraces: 100 });
    expect(keys(second).toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 100 }, (_, index) => 200 + index),
    );
    stop(second);
    const third = start({ maxTraces: 10 });
    expect(third.state().traces).toBe(10);
    stop(third);
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT count(*) AS pieces FROM pieces').get()).toEqual({ pieces: 10 });
    database.close();
  });

  it('keeps a trace that became an error after it was written', () => {
    const first = start();
    first.addSpans([span({})]);
    (first as unknown as { readonly file: { flush(): void } }).file.flush();
    first.addSpans([span({ spanId: spanId(2), parentSpanId: spanId(1), status: 'ERROR' })]);
    stop(first);
    const second = start();
    expect(second.trace(TRACE_ID)!.spans).toHaveLength(2);
    stop(second);
    expect(start().state()).toMatchObject({ traces: 1, spans: 2 });
  });

  const unusable = 'traces are kept in memory alone';
  const works = (store: TraceStore): void => {
    const [root] = addRequests(store, [{}]);
    expect(store.trace(root!.traceId)!.spans).toHaveLength(4);
    expect(store.state()).toMatchObject({ traces: 1 });
    expect(store.state().file).toBeUndefined();
  };

  it('goes on in memory when the file is no database', async () => {
    await writeFile(file, 'this is no database, and it is long enough to be looked at as one');
    works(start());
    expect(lines).toEqual([expect.stringContaining(unusable)]);
    expect(lines[0]).toContain(file);
  });

  it('goes on in memory when pages of the file are damaged', async () => {
    const first = start();
    addRequests(
      first,
      Array.from({ length: 500 }, () => ({ key: 'k' })),
    );
    stop(first);
    const handle = await open(file, 'r+');
    for (let page = 2; page < 60; page += 1)
      await handle.write(Buffer.alloc(2000, 0xa5), 0, 2000, page * 4096);
    await handle.close();
    works(start());
    expect(lines).toEqual([expect.stringContaining(unusable)]);
  });

  it('leaves databases of others and of other versions alone', () => {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE precious (a)');
    works(start());
    database.exec('DROP TABLE precious');
    database.close();
    stop(start());
    const other = new DatabaseSync(file);
    other.exec('PRAGMA user_version = 99');
    other.close();
    works(start());
    expect(lines).toEqual([
      expect.stringContaining('it is no store of traces'),
      expect.stringContaining('another version'),
    ]);
  });

  it('goes on in memory when another gateway has the file', () => {
    start();
    works(start());
    expect(lines).toEqual([expect.stringContaining('locked')]);
  });

  it('is for the gateway alone to read, with all that stands beside it', async () => {
    addRequests(start(), [{}]);
    const names = await readdir(directory);
    const modes = await Promise.all(
      names.map(async (name) => (await stat(join(directory, name))).mode & 0o777),
    );
    expect(names).toContain('traces.db-wal');
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('holds no secret', () => {
    const store = start();
    store.addSpans([
      span({
        attributes: {
          'http.request.header.authorization': 'AWS4 Zk9Qv1Secret',
          url: 'https://a/?X-Amz-Signature=Zk9Qv1Secret',
        },
      }),
    ]);
    stop(store);
    const database = new DatabaseSync(file);
    const rows = ['words', 'pieces', 'sources'].flatMap((table) =>
      database.prepare(`SELECT * FROM ${table}`).all(),
    );
    database.close();
    const texts = rows
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)));
    expect(texts.join()).toContain('REDACTED');
    expect(texts.join()).not.toContain('Zk9Qv1Secret');
  });
});
