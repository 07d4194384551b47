import { Random, SEED } from '../../../test/support/random.js';
import {
  addRequests,
  addRoots,
  request,
  span,
  spanId,
  storeWith,
  TRACE_ID,
} from '../../../test/support/console-traces.js';
import type { TraceQuery } from '../model/trace-query.js';
import type { TraceSummary } from '../model/trace-summary.js';
import { TraceSearch } from './trace-search.js';
import type { TraceStore } from './trace-store.js';
import type { TraceTable } from './trace-table.js';

const OTHER_ID = '0af7651916cd43dd8448eb211c80319c';

const keysOf = (store: TraceStore, query: TraceQuery): (string | undefined)[] =>
  store.search(query).traces.map(({ key, traceId }) => key ?? traceId);

describe('TraceStore', () => {
  it('gives back the spans of a request as they were', () => {
    const store = storeWith();
    const [root] = addRequests(store, [
      { key: 'Grüße 🎉/a', status: 404, clientWait: 0.5, requestId: 'REQ1' },
    ]);
    const { summary, spans, untraced } = store.trace(root!.traceId)!;
    expect(summary).toMatchObject({
      traceId: root!.traceId,
      name: 'S3.GetObject',
      service: 'glassgate',
      services: ['glassgate'],
      clientWait: 0.5,
      spanCount: 4,
      errorCount: 2,
      isError: true,
      status: 404,
      operation: 'GetObject',
      bucket: 'photos',
      key: 'Grüße 🎉/a',
      accessKey: 'AKIDEXAMPLE',
      requestId: 'REQ1',
      errorType: 'NoSuchKey',
      bytesOut: 1024,
      sampling: { keep: true, reason: 'error' },
    });
    expect(spans.map(({ name, depth }) => [name, depth])).toEqual([
      ['S3.GetObject', 0],
      ['Auth.V4Signature', 1],
      ['Backend.GetObject', 1],
      ['Posix.IO.ReadData', 2],
    ]);
    for (const [index, noted] of root!.spans.entries()) {
      const { spanId: id, start, duration, attributes } = spans[index]!;
      expect(id).toBe(noted.spanContext().spanId);
      expect(start).toBeCloseTo(noted.startTime, 3);
      expect(start + duration).toBeCloseTo(noted.endTime!, 3);
      const { pairs = [] } = noted;
      const later = pairs.flatMap((name, at) => (at % 2 === 0 ? [[name as string, pairs[at + 1]]] : []));
      const verdict = index === 0 ? { 'sampling.reason': 'error' } : {};
      expect(attributes).toEqual({ ...noted.first, ...Object.fromEntries(later), ...verdict });
    }
    expect(spans[2]!.statusMessage).toBe('The specified key does not exist.');
    expect(spans[2]!.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'NoSuchKey', 'exception.stacktrace': 'at read' } },
    ]);
    expect(untraced).toBeCloseTo(0.3, 1);
  });

  it('gives back every kind of value, event and link of spans that others sent', () => {
    const store = storeWith();
    const sent = span({
      kind: 'CLIENT',
      status: 'ERROR',
      statusMessage: 'went wrong',
      resource: { 'host.name': 'laptop', ports: [1, 2] },
      attributes: {
        text: 'a',
        whole: 5,
        large: 2 ** 45,
        negative: -3,
        part: 0.1,
        yes: true,
        no: false,
        list: ['a', 'b'],
        empty: '',
      },
      events: [{ name: 'retry', time: 1_900_000_000_005, attributes: { attempt: 2 } }],
      links: [{ traceId: OTHER_ID, spanId: spanId(9), attributes: { why: 'follows' } }],
    });
    store.addSpans([sent]);
    expect(store.trace(TRACE_ID)!.spans).toEqual([
      { ...sent, depth: 0, childCount: 0, selfTime: 10, isOrphan: false, backLinks: [] },
    ]);
  });

  it('joins the parts of a trace that come at different times, and names it after its first request', () => {
    const store = storeWith();
    const start = Date.now() - 1000;
    addRequests(store, [{ traceId: TRACE_ID, key: 'second', start: start + 100, requestId: 'R2' }]);
    store.addSpans([span({ name: 'upload', start, duration: 500 })]);
    addRequests(store, [{ traceId: TRACE_ID, key: 'first', start: start + 10, requestId: 'R1' }]);
    const { summary } = store.trace(TRACE_ID)!;
    expect(summary).toMatchObject({
      key: 'first',
      spanCount: 9,
      services: ['glassgate', 'client'],
      duration: 500,
      start,
    });
    expect(store.state()).toMatchObject({ traces: 1, spans: 9, ingested: { spans: 1 } });
    expect(store.trace('R2')!.summary).toEqual(summary);
    expect(store.search({ requestId: 'R2' }).traces).toHaveLength(1);
    expect(store.search({ requestId: 'R3' }).traces).toEqual([]);
    expect(store.trace('R3')).toBeUndefined();
  });

  it('finds traces by each field', () => {
    const store = storeWith();
    const now = Date.now();
    addRequests(store, [
      { key: 'logs/a', start: now - 5000, duration: 50 },
      { key: 'logs/b', bucket: 'other', operation: 'PutObject', start: now - 4000, duration: 5 },
      { key: 'docs/c', status: 404, start: now - 3000, duration: 500 },
      { key: 'docs/d', status: 503, start: now - 2000, duration: 1 },
    ]);
    expect(keysOf(store, {})).toEqual(['docs/d', 'docs/c', 'logs/b', 'logs/a']);
    expect(keysOf(store, { operation: 'PutObject' })).toEqual(['logs/b']);
    expect(keysOf(store, { bucket: 'photos', key: 'logs/*' })).toEqual(['logs/a']);
    expect(keysOf(store, { key: 'docs/c' })).toEqual(['docs/c']);
    expect(keysOf(store, { status: '404' })).toEqual(['docs/c']);
    expect(keysOf(store, { status: '5xx' })).toEqual(['docs/d']);
    expect(keysOf(store, { status: 'error' })).toEqual(['docs/d', 'docs/c']);
    expect(keysOf(store, { accessKey: 'AKIDEXAMPLE', limit: 2 })).toEqual(['docs/d', 'docs/c']);
    expect(keysOf(store, { accessKey: 'AKIDOTHER' })).toEqual([]);
    expect(keysOf(store, { service: 'glassgate', minDuration: 49, maxDuration: 51 })).toEqual(['logs/a']);
    expect(keysOf(store, { from: now - 4500, to: now - 2500 })).toEqual(['docs/c', 'logs/b']);
    expect(keysOf(store, { minSpans: 5 })).toEqual([]);
    expect(keysOf(store, { sort: 'duration' })).toEqual(['docs/c', 'logs/a', 'logs/b', 'docs/d']);
    expect(keysOf(store, { sort: 'status', ascending: true })[3]).toBe('docs/d');
    expect(store.search({ limit: 1 })).toMatchObject({ matched: 4, scanned: 4 });
    expect(() => store.search({ status: 'bad' })).toThrow('status is');
  });

  it.each<[string, string[]]>([
    ['{}', ['a', 'b', 'client']],
    ['{ span.s3.key = "a" }', ['a']],
    ['{ .s3.key != "a" }', ['b', 'client']],
    ['{ span.s3.key =~ "[ab]" && status = error }', ['b']],
    ['{ span.s3.key = "a" && status = error }', []],
    ['{ span.s3.key = "a" } && { status = error }', []],
    ['{ span.s3.key = "b" } && { status = error }', ['b']],
    ['{ span.s3.key = "a" } || { resource.service.name = "client" }', ['a', 'client']],
    ['{ resource.host.name = "laptop" }', ['client']],
    ['{ .service.name !~ "glass.*" }', ['client']],
    ['{ name = "Posix.IO.ReadData" && span.posix.bytes_read >= 1024 }', ['a', 'b']],
    ['{ span.posix.bytes_read < 1024 }', []],
    ['{ span.posix.bytes_read = "1024" }', []],
    ['{ event.exception.type = "NoSuchKey" }', ['b']],
    ['{ event.exception.message =~ ".*key.*" }', ['b']],
    ['{ link.why = "follows" }', ['client']],
    ['{ statusMessage =~ "The specified.*" }', ['b']],
    ['{ kind = client && duration >= 10ms }', ['client']],
    ['{ traceDuration > 15ms }', ['b']],
    ['{ rootName = "S3.GetObject" && name =~ "Auth.*" }', ['a', 'b']],
    ['{ rootServiceName = "client" }', ['client']],
    ['{ span.list = "y" }', ['client']],
    ['{ span.flag = true }', ['client']],
    ['{ span.missing != "x" }', []],
    ['{ span.missing != nil }', []],
    ['{ span.flag != nil && span.list != nil && resource.host.name != nil }', ['client']],
    ['{ span:status = error && trace:duration >= 20ms && span:kind = server }', ['b']],
    ['{ name = "S3.GetObject" } > { name = "Backend.GetObject" }', ['a', 'b']],
    ['{ name = "S3.GetObject" } > { name = "Posix.IO.ReadData" }', []],
    ['{ name = "S3.GetObject" } >> { name = "Posix.IO.ReadData" && span.posix.object = "b" }', ['b']],
    ['{ name = "Posix.IO.ReadData" } >> { name = "S3.GetObject" }', []],
    ['({ name = "S3.GetObject" } >> { name =~ "Posix.*" }) && { span.s3.key = "a" }', ['a']],
  ])('finds by %s', (q, expected) => {
    const store = storeWith();
    addRequests(store, [{ key: 'a' }, { key: 'b', status: 404, duration: 20 }]);
    store.addSpans([
      span({
        kind: 'CLIENT',
        resource: { 'host.name': 'laptop' },
        attributes: { 's3.key': 'client', list: ['x', 'y'], flag: true },
        links: [{ traceId: OTHER_ID, spanId: spanId(1), attributes: { why: 'follows' } }],
      }),
    ]);
    expect(new Set(keysOf(store, { q }))).toEqual(new Set(expected));
  });

  it('finds in words that have no numbers, since there are too many', () => {
    const store = storeWith({ maxBytes: 2 ** 20 });
    for (let batch = 0; batch < 20; batch += 1) {
      store.addSpans(
        Array.from({ length: 500 }, (_, index) => {
          const own = `${batch}-${index}`;
          const event = { name: `event ${own}`, time: 1_900_000_000_000, attributes: { [`at ${own}`]: own } };
          const traceId = (batch * 500 + index + 1).toString(16).padStart(32, '0');
          return span({
            traceId,
            name: `name ${own}`,
            attributes: { [`key ${own}`]: own },
            events: [event, event],
          });
        }),
      );
    }
    const matched = (q: string): number => store.search({ q }).matched;
    expect(matched('{ name = "name 19-499" }')).toBe(1);
    expect(matched('{ name =~ "name 19-49.*" }')).toBe(11);
    expect(matched('{ span."key 19-499" = "19-499" }')).toBe(1);
    expect(matched('{ event."at 19-499" = "19-499" }')).toBe(1);
    expect(matched('{ event."at 19-499" = "19-498" }')).toBe(0);
    expect(store.search({ q: '{ name = "name 19-499" } ' }).traces[0]!.name).toBe('name 19-499');
  });

  it('reads the spans of 50,000 traces once each, and stays in its memory', () => {
    const store = storeWith();
    for (let batch = 0; batch < 100; batch += 1) {
      addRequests(
        store,
        Array.from({ length: 500 }, (_, index) => ({ key: `photos/2026/${batch}/${index}.jpg` })),
      );
    }
    const { traces, bytes, maxBytes } = store.state();
    expect(traces).toBe(50_000);
    expect(bytes).toBeLessThan(maxBytes);
    const { table } = store as unknown as { readonly table: TraceTable };
    const search = new TraceSearch({ q: '{ span.posix.object = "photos/2026/77/5.jpg" }' }, table);
    const { matched, scanned, traces: found } = search.run();
    expect([matched, scanned, found[0]!.key]).toEqual([1, 50_000, 'photos/2026/77/5.jpg']);
    expect([table.spans, search.spansRead]).toEqual([200_000, 200_000]);
  });

  it('tells of links to a trace, and forgets them with the one that links', () => {
    const store = storeWith({ maxTraces: 5 });
    const link = { traceId: TRACE_ID, spanId: spanId(1), attributes: { why: 'event' } };
    store.addSpans([span({})]);
    store.addSpans([span({ traceId: OTHER_ID, spanId: spanId(7), links: [link] })]);
    const backLinks = (): unknown => store.trace(TRACE_ID)!.spans[0]!.backLinks;
    expect(backLinks()).toEqual([{ traceId: OTHER_ID, spanId: spanId(7), attributes: { why: 'event' } }]);
    store.addSpans([span({ status: 'ERROR', spanId: spanId(2) })]);
    addRequests(store, [{}, {}, {}, {}]);
    expect(store.trace(OTHER_ID)).toBeUndefined();
    expect(backLinks()).toEqual([]);
  });

  it('keeps nothing secret of spans that others sent, nor of what errors quote', () => {
    const store = storeWith();
    const secret = 'Zk9Qv1Secret';
    const url = `https://user:${secret}@host/bucket?X-Amz-Signature=${secret}&X-Amz-Security-Token=${secret}&x=1`;
    store.addSpans([
      span({
        status: 'ERROR',
        statusMessage: `GET ${url}: Basic Authentication is off`,
        attributes: {
          'url.full': url,
          'http.request.header.authorization': [`AWS4-HMAC-SHA256 ${secret}`],
          'http.request.header.cookie': secret,
          'app.password': secret,
          list: [url],
          headers: JSON.stringify({ cookie: secret, 'x-amz-security-token': [`"${secret}`], host: 'x=1' }),
          curl: `-H 'Authorization: Basic ${btoa(secret)}' -H 'Authorization: Bearer ${secret}'`,
        },
        events: [
          { name: `exception ${url}`, time: 1_900_000_000_000, attributes: { 'exception.message': url } },
        ],
        links: [{ traceId: OTHER_ID, spanId: spanId(1), attributes: { token: secret } }],
      }),
    ]);
    const root = request({ status: 500 });
    root.spans[2]!.events![0]!.attributes!['exception.message'] = `failed: ${url}`;
    addRoots(store, [root]);
    const text = JSON.stringify([store.trace(TRACE_ID), store.trace(root.traceId), store.search({})]);
    expect(text.match(/x=1/g)!.length).toBeGreaterThan(3);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(btoa(secret));
    expect(text).toContain('Basic Authentication is off');
  });

  it('leaves out spans without legal ids or times', () => {
    const store = storeWith();
    store.addSpans([
      span({ traceId: 'x' }),
      span({ spanId: spanId(1).toUpperCase().replace('0', 'G') }),
      span({ parentSpanId: 'parent' }),
      span({ start: NaN }),
      span({ duration: Infinity }),
      span({ links: [{ traceId: 'x', spanId: 'y', attributes: {} }] }),
    ]);
    expect(store.state()).toMatchObject({ traces: 1, spans: 1, ingested: { spans: 1 } });
    expect(store.trace(TRACE_ID)!.spans[0]!.links).toEqual([]);
  });

  it('stores a hundred thousand spans of one trace, and counts the others', () => {
    const store = storeWith();
    for (let batch = 0; batch < 11; batch += 1) {
      store.addSpans(
        Array.from({ length: 10_000 }, (_, index) => span({ spanId: spanId(batch * 10_000 + index + 1) })),
      );
    }
    const { spans, truncatedSpans, summary } = store.trace(TRACE_ID)!;
    expect([spans.length, truncatedSpans, summary.spanCount]).toEqual([20_000, 90_000, 100_000]);
  });

  it('tells subscribers of traces as they come, by their query', () => {
    const store = storeWith();
    const seen: TraceSummary[] = [];
    const end = store.subscribe({ q: '{ span.s3.key = "wanted" }' }, (summary) => seen.push(summary));
    expect(() => store.subscribe({ q: '{' }, () => undefined)).toThrow('the name of an attribute');
    addRequests(store, [{ key: 'other' }, { key: 'wanted' }, { key: 'wanted', status: 404 }]);
    expect(seen.map(({ status }) => status)).toEqual([200, 404]);
    end();
    addRequests(store, [{ key: 'wanted' }]);
    expect(seen).toHaveLength(2);
  });

  it('suggests what there is', () => {
    const store = storeWith();
    addRequests(store, [
      { operation: 'PutObject', bucket: 'a' },
      { bucket: 'b' },
      { bucket: 'b', status: 404 },
    ]);
    store.addSpans([span({ name: 'upload' })]);
    expect(store.suggest('operation')).toEqual(['GetObject', 'PutObject']);
    expect(store.suggest('bucket')).toEqual(['a', 'b']);
    expect(store.suggest('errorType')).toEqual(['NoSuchKey']);
    expect(store.suggest('service')).toEqual(['glassgate', 'client']);
    expect(store.suggest('attribute', 'backend.type')).toEqual(['posix']);
    expect(store.suggest('attribute', 'nothing')).toEqual([]);
    expect(store.spanNames('client')).toEqual([{ service: 'client', name: 'upload', kind: 'INTERNAL' }]);
  });

  it('keeps log lines, and gives those of a trace with it', () => {
    const store = storeWith();
    const [root] = addRequests(store, [{}]);
    const line = { time: 1, level: 'info', context: 'Test', message: 'text' } as const;
    for (let index = 0; index < 10_500; index += 1) store.addLog({ ...line, time: index });
    store.addLog({ ...line, level: 'error', traceId: root!.traceId });
    expect(store.state().logs).toBe(10_000);
    expect(store.trace(root!.traceId)!.logs).toEqual([{ ...line, level: 'error', traceId: root!.traceId }]);
    expect(store.logs({ level: 'warn' })).toHaveLength(1);
    expect(store.logs({ limit: 5_000 })).toHaveLength(1000);
    expect(store.logs({ limit: 2 })[1]!.time).toBe(10_499);
  });
});

describe(`the bounds of TraceStore, seed ${SEED}`, () => {
  it.each([
    ['traces', { maxTraces: 500 }],
    ['bytes', { maxBytes: 2 ** 20 }],
  ])('hold in %s under a flood, and errors and slow requests are still there', (_name, bounds) => {
    const store = storeWith(bounds);
    const random = new Random(SEED);
    const wanted: string[] = [];
    for (let index = 0; index < 5_000; index += 1) {
      const kind = random.below(200);
      const fields = kind === 0 ? { status: 500 } : kind === 1 ? { duration: 1500 } : {};
      const [root] = addRequests(store, [{ key: `key/${random.below(1e9)}`, ...fields }]);
      if (kind < 2) wanted.push(root!.traceId);
      const { traces, maxTraces, bytes, maxBytes } = store.state();
      expect(traces).toBeLessThanOrEqual(maxTraces);
      expect(bytes).toBeLessThanOrEqual(maxBytes);
    }
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((id) => !store.trace(id))).toEqual([]);
    expect(store.state()).toMatchObject({ evictedProtected: 0 });
    expect(store.state().evicted).toBeGreaterThan(1_000);
  });

  it('hold for a single trace', () => {
    const store = storeWith({ maxBytes: 2 ** 20 });
    addRequests(store, [{}]);
    const text = 'x'.repeat(8_000);
    for (let index = 1; index <= 1_000; index += 1)
      store.addSpans([span({ spanId: spanId(index), attributes: { text: `${index} ${text}` } })]);
    const { bytes, traces, maxBytes } = store.state();
    expect(traces).toBe(2);
    expect(bytes).toBeLessThan(maxBytes / 2);
    const { spans, truncatedSpans } = store.trace(TRACE_ID)!;
    expect(spans.length + truncatedSpans).toBe(1_000);
    expect(spans.length).toBeGreaterThan(20);
  });

  it('hold under a flood of errors too, the oldest go', () => {
    const store = storeWith({ maxTraces: 100 });
    const [first] = addRequests(store, [{}]);
    const ids = addRequests(
      store,
      Array.from({ length: 300 }, () => ({ status: 500 })),
    ).map(({ traceId }) => traceId);
    expect(store.trace(first!.traceId)).toBeUndefined();
    expect(ids.map((id) => store.trace(id) !== undefined)).toEqual(ids.map((_, index) => index >= 200));
    expect(store.state()).toMatchObject({ traces: 100, evicted: 1, evictedProtected: 200 });
  });
});
