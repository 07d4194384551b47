import type { Overview } from '../../src/console/model/overview.js';
import type { PipelineState } from '../../src/console/model/pipeline-state.js';
import type { LogLine, StoredSpan, TraceDetail } from '../../src/console/model/trace-detail.js';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { jaegerTrace } from '../../src/console/jaeger/jaeger-json.writer.js';
import { TracedConsole } from '../support/traced-console.js';

type Ids = readonly { readonly traceId: string }[];

describe('what the console answers', () => {
  let traced: TracedConsole;
  let put: string;
  let gone: string;
  let requestId: string;

  beforeAll(async () => {
    traced = await TracedConsole.start();
    const { gateway } = traced;
    await gateway.send('PUT', '/photos');
    put = (await gateway.send('PUT', '/photos/a.jpg', { body: 'bytes' })).headers['x-trace-id'] as string;
    const refused = await gateway.send('GET', '/photos/gone');
    gone = refused.headers['x-trace-id'] as string;
    requestId = refused.headers['x-amz-request-id'] as string;
    await traced.eventually<TraceMatches>('/api/traces', ({ matched }) => matched === 3);
  });

  afterAll(() => traced.stop());

  const idsOf = async (query: string): Promise<string[]> => {
    const { traces } = await traced.json<{ traces: Ids }>(`/api/traces?${query}`);
    return traces.map(({ traceId }) => traceId);
  };

  test('is a trace, by its id and by that of the request', async () => {
    const detail = await traced.json<TraceDetail>(`/api/traces/${gone}`);
    expect(detail.summary).toMatchObject({
      traceId: gone,
      requestId,
      method: 'GET',
      path: '/photos/gone',
      status: 404,
      operation: 'GetObject',
      bucket: 'photos',
      key: 'gone',
      errorType: 'NoSuchKey',
      isError: true,
    });
    expect(detail.spans[0]).toMatchObject({ name: 'S3.GetObject', kind: 'SERVER', depth: 0 });
    expect(detail.spans.length).toBeGreaterThan(3);
    expect(await traced.json(`/api/traces/${requestId}`)).toEqual(detail);
  });

  test.each(['12'.repeat(16), 'REQUESTID', '%00', 'a'.repeat(5000)])('is 404 for a trace %j', async (id) => {
    expect((await traced.ask('GET', `/api/traces/${id}`)).status).toBe(404);
  });

  test('is what a search finds', async () => {
    expect(await idsOf('operation=PutObject&bucket=photos&key=a.*')).toEqual([put]);
    expect(await idsOf('status=404')).toEqual([gone]);
    expect(await idsOf(`requestId=${requestId}`)).toEqual([gone]);
    expect(await idsOf('status=error&minDuration=3600000')).toEqual([]);
    expect(await idsOf(`q=${encodeURIComponent('{ span.s3.action = "s3_PutObject" }')}`)).toEqual([put]);
    expect(await idsOf('limit=2')).toHaveLength(2);
    expect((await idsOf('sort=start&ascending=true')).indexOf(gone)).toBe(2);
  });

  test.each([
    'limit=0',
    'limit=1001',
    'limit=1.5',
    'limit=many',
    'minDuration=-1',
    'maxDuration=NaN',
    'sort=colour',
    'ascending=perhaps',
    'bucket=a&bucket=b',
    'from=yesterday',
    'status=9xx',
  ])('is 400 for a search by %s', async (query) => {
    const { status, body } = await traced.ask('GET', `/api/traces?${query}`);
    expect([status, body]).toEqual([400, { error: { message: expect.any(String) as string } }]);
  });

  test('says where a query goes wrong', async () => {
    const q = '{ span.s3.action = }';
    for (const path of ['/api/traces', '/api/live']) {
      const { status, body } = await traced.ask('GET', `${path}?q=${encodeURIComponent(q)}`);
      expect([status, body]).toEqual([
        400,
        { error: { message: expect.any(String) as string, position: q.indexOf('}') } },
      ]);
    }
  });

  test('is an overview of the last quarter of an hour, or of another time', async () => {
    const overview = await traced.json<Overview>('/api/overview');
    expect(overview.total).toMatchObject({ operation: '*', count: 3, refusals: 1, errors: 0 });
    expect(overview.operations.map(({ operation }) => operation).toSorted()).toEqual([
      'CreateBucket',
      'GetObject',
      'PutObject',
    ]);
    expect(overview.errorTypes).toEqual([{ errorType: 'NoSuchKey', status: 404, count: 1 }]);
    const ofReads = await traced.json<Overview>('/api/overview?operation=GetObject&sort=start&limit=1');
    expect(ofReads).toMatchObject({ isFiltered: true, total: { count: 1, refusals: 1 } });
    expect((await traced.ask('GET', '/api/overview?q=nonsense')).status).toBe(400);
    const before = await traced.json<Overview>('/api/overview?from=1000&to=2000');
    expect(before.total.count).toBe(0);
    expect((await traced.ask('GET', '/api/overview?from=2&to=1')).status).toBe(400);
    expect((await traced.ask('GET', '/api/overview?from=soon')).status).toBe(400);
  });

  test('is what a form suggests', async () => {
    const valuesOf = async (query: string): Promise<string[]> =>
      (await traced.json<{ values: string[] }>(`/api/suggest?${query}`)).values;
    expect((await valuesOf('scope=operation')).toSorted()).toEqual([
      'CreateBucket',
      'GetObject',
      'PutObject',
    ]);
    expect(await valuesOf('scope=service')).toEqual(['glassgate']);
    expect(await valuesOf('scope=bucket')).toEqual(['photos']);
    expect(await valuesOf('scope=errorType')).toEqual(['NoSuchKey']);
    expect(await valuesOf('scope=attribute&attribute=s3.key')).toEqual(
      expect.arrayContaining(['a.jpg', 'gone']),
    );
    expect(await valuesOf('scope=attributeName')).toEqual(
      expect.arrayContaining(['event.exception.type', 'resource.service.name', 'span.s3.bucket']),
    );
    expect(await valuesOf('scope=spanName')).toEqual(
      expect.arrayContaining(['Backend.GetObject', 'S3.GetObject']),
    );
    expect((await traced.ask('GET', '/api/suggest')).status).toBe(400);
    expect((await traced.ask('GET', '/api/suggest?scope=secret')).status).toBe(400);
    expect((await traced.ask('GET', '/api/suggest?scope=attribute')).status).toBe(400);
  });

  test('is how the pipeline fares, with the settings in effect', async () => {
    const state = await traced.json<PipelineState>('/api/pipeline');
    expect(state.gatewayUrl).toBe(traced.gateway.url);
    expect(state.store).toMatchObject({ traces: 3, maxTraces: 50_000 });
    expect(state.settings).toMatchObject({ 'console-traces': '50000' });
    expect(state.startedAt).toBeLessThanOrEqual(Date.now());
  });

  test('is the log, by trace, level and number', async () => {
    type Logs = { readonly logs: readonly LogLine[] };
    const { logs } = await traced.json<Logs>('/api/logs?limit=5&level=trace');
    expect(logs.length).toBeLessThanOrEqual(5);
    expect((await traced.json<Logs>(`/api/logs?traceId=${'12'.repeat(16)}`)).logs).toEqual([]);
    expect((await traced.ask('GET', '/api/logs?level=loud')).status).toBe(400);
    expect((await traced.ask('GET', '/api/logs?limit=0')).status).toBe(400);
  });

  test('is the metrics of the gateway, where it counts any', async () => {
    expect((await traced.ask('GET', '/metrics')).status).toBe(404);
    const counting = await TracedConsole.start({ metrics: { port: ['127.0.0.1:0'] } });
    try {
      await counting.gateway.send('PUT', '/photos');
      const text = await counting.ask('GET', '/metrics').buffer(true);
      expect(text.headers['content-type']).toContain('text/plain; version=0.0.4');
      expect(text.text).toMatch(/^traces_span_metrics_calls_total\{.*CreateBucket.*\} 1$/m);
      const open = await counting
        .ask('GET', '/metrics')
        .buffer(true)
        .set('Accept', 'application/openmetrics-text,text/plain;q=0.5');
      expect(open.headers['content-type']).toContain('application/openmetrics-text');
    } finally {
      await counting.stop();
    }
  });

  describe('as a file', () => {
    test.each(['jaeger', 'otlp'])('is a trace in the form of %s, which can be read again', async (format) => {
      const file = await traced.ask('GET', `/api/traces/${gone}/download?format=${format}`).buffer(true);
      expect(file.headers['content-type']).toContain('application/json');
      expect(file.headers['content-disposition']).toBe(`attachment; filename=trace-${gone}.${format}.json`);
      const other = await TracedConsole.start();
      try {
        const { status, body } = await other.post('/api/import', file.text);
        const { spans } = await traced.json<TraceDetail>(`/api/traces/${gone}`);
        expect([status, body]).toEqual([200, { traces: [gone], spans: spans.length, rejected: 0 }]);
        const again = await other.json<TraceDetail>(`/api/traces/${gone}`);
        const shape = ({
          name,
          kind,
          depth,
          status: of,
          statusMessage,
          attributes,
        }: TraceDetail['spans'][number]): object => ({
          name,
          kind,
          depth,
          of,
          statusMessage,
          attributes,
        });
        expect(again.spans.map(shape)).toEqual(spans.map(shape));
        expect(again.summary).toMatchObject({ operation: 'GetObject', status: 404, requestId });
      } finally {
        await other.stop();
      }
    });

    test('is stored once, however often it comes', async () => {
      const path = `/api/traces/${gone}`;
      const before = await traced.json<TraceDetail>(path);
      for (const format of ['jaeger', 'otlp']) {
        const { text } = await traced.ask('GET', `${path}/download?format=${format}`).buffer(true);
        expect((await traced.post('/api/import', text)).status).toBe(200);
      }
      expect(await traced.json<TraceDetail>(path)).toEqual(before);
      const { traces } = await traced.json<TraceMatches>(`/api/traces?traceId=${gone}`);
      expect(traces).toMatchObject([{ spanCount: before.spans.length }]);
    });

    test('is 404 for no trace, 400 for no format', async () => {
      expect((await traced.ask('GET', '/api/traces/ff/download')).status).toBe(404);
      expect((await traced.ask('GET', `/api/traces/${gone}/download?format=xml`)).status).toBe(400);
    });

    test.each(['', 'text', '{}', '[]', '{"data":[{"spans":[{"traceID":"x"}]}]}', '{"resourceSpans":[]}'])(
      'is not imported when it is %j',
      async (file) => {
        const { status, body } = await traced.post('/api/import', file);
        expect([status, body]).toEqual([400, { error: { message: expect.any(String) as string } }]);
      },
    );

    test('is not imported when it is too large', async () => {
      expect((await traced.post('/api/import', Buffer.alloc((32 << 20) + 1, ' '))).status).toBe(413);
    });

    test('is cut in what it shows when it is very large, and says so', async () => {
      const spans = Array.from({ length: 21_000 }, (_, index) => spanOf(index));
      const { status } = await traced.post(
        '/api/import',
        JSON.stringify({ data: [jaegerTrace(spans[0]!.traceId, spans)] }),
      );
      expect(status).toBe(200);
      const detail = await traced.json<TraceDetail>(`/api/traces/${spans[0]!.traceId}`);
      expect([detail.spans.length, detail.truncatedSpans]).toEqual([20_000, 1_000]);
    });
  });
});

function spanOf(index: number): StoredSpan {
  const parentSpanId = index === 0 ? '' : '1'.padStart(16, '0');
  return {
    traceId: 'cd'.repeat(16),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    parentSpanId,
    name: 'step',
    kind: 'INTERNAL',
    service: 'batch',
    scope: '',
    start: 1_700_000_000_000 + index,
    duration: 1,
    status: 'UNSET',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
  };
}
