import { MemoryTracing } from '../../../test/support/memory-tracing.js';
import { md5, objectBody } from '../../../test/support/object-body.js';
import { Backend } from '../backend.js';
import { MemoryBackend } from '../memory/memory.backend.js';
import { wrapBackend } from './compose.js';
import { TracedBackend } from './traced.backend.js';

const KEY = { bucket: 'bucket', key: 'folder/key' };
const attributes = { headers: {}, userMetadata: {}, tags: {} };
const query = { bucket: 'bucket', prefix: '', delimiter: '', startAfter: '', maxKeys: 10 };

describe('TracedBackend', () => {
  const tracing = new MemoryTracing();
  let backend: Backend;

  beforeEach(async () => {
    backend = wrapBackend(new MemoryBackend(), [(inner) => new TracedBackend(inner)]);
    await backend.createBucket({ bucket: 'bucket', owner: 'x' });
    await backend.putObject({ ...KEY, attributes, body: objectBody('bytes') });
    tracing.start();
  });
  afterEach(() => tracing.stop());

  const backendSpans = async (body: () => unknown) =>
    (await tracing.spansOf(body)).filter((span) => span.name.startsWith('Backend.'));

  it('shows what is called and what comes of it', async () => {
    const [span] = await backendSpans(() =>
      backend.putObject({ ...KEY, attributes, body: objectBody('more') }),
    );
    expect(span?.name).toBe('Backend.PutObject');
    expect(span?.attributes).toMatchObject({
      'backend.type': 'memory',
      'backend.operation': 'PutObject',
      's3.bucket': 'bucket',
      's3.key': 'folder/key',
      's3.content_length': 4,
      's3.etag': md5('more'),
      duration_ms: expect.any(Number),
    });
  });

  it('has one span for every method of the port', async () => {
    const methods = Object.getOwnPropertyNames(TracedBackend.prototype).filter(
      (name) => name !== 'constructor' && name in MemoryBackend.prototype,
    );
    expect(methods.length).toBeGreaterThan(20);
    for (const name of methods) {
      const method = backend[name as 'headBucket'] as (input: unknown) => Promise<unknown>;
      const spans = await backendSpans(() =>
        method.call(backend, { bucket: 'none', destination: KEY }).catch(() => {}),
      );
      const operation = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      expect(spans.map((span) => span.name)).toEqual([`Backend.${operation}`]);
      expect(spans[0]?.attributes).toMatchObject({
        'backend.type': 'memory',
        'backend.operation': operation,
      });
    }
  });

  it('names a listing by the operation that asks for it', async () => {
    const spans = await backendSpans(async () => {
      await backend.listObjects(query);
      await backend.listObjects({ ...query, operation: 'ListObjectsV2' });
    });
    expect(spans.map((span) => span.name)).toEqual(['Backend.ListObjects', 'Backend.ListObjectsV2']);
  });

  it('keeps the span of a read open until the last byte', async () => {
    let read = 0;
    const spans = await backendSpans(async () => {
      const stored = await backend.getObject(KEY);
      const meanwhile = await backend.headObject(KEY);
      expect(meanwhile.size).toBe(5);
      for await (const chunk of stored.read()) read += chunk.length;
    });
    expect(read).toBe(5);
    expect(spans.map((span) => span.name)).toEqual(['Backend.HeadObject', 'Backend.GetObject']);
    expect(spans[1]?.attributes).toMatchObject({ 's3.content_length': 5, 's3.etag': md5('bytes') });
  });

  it('ends the span of an object that is closed unread', async () => {
    const spans = await backendSpans(async () => (await backend.getObject(KEY)).close());
    expect(spans.map((span) => span.name)).toEqual(['Backend.GetObject']);
  });

  it('marks what fails', async () => {
    const [span] = await backendSpans(() => backend.headObject({ ...KEY, key: 'none' }).catch(() => {}));
    expect(span?.attributes['error.type']).toBe('NoSuchKey');
  });

  it('passes everything on when nothing is traced', async () => {
    tracing.stop();
    const stored = await backend.getObject(KEY);
    expect(stored.info.etag).toBe(md5('bytes'));
    await stored.close();
  });
});

describe('wrapBackend', () => {
  it('makes the first of the list the outermost', () => {
    const seen: string[] = [];
    const named = (name: string) => (inner: Backend) => {
      seen.push(name);
      return inner;
    };
    const driver = new MemoryBackend();
    expect(wrapBackend(driver, [named('outer'), named('inner')])).toBe(driver);
    expect(seen).toEqual(['inner', 'outer']);
    expect(wrapBackend(driver, [])).toBe(driver);
  });
});
