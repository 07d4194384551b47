import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { z } from 'zod';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import {
  Dependencies,
  LegacyError,
  MetricFamily,
  Names,
  Operations,
  Summaries,
  Traces,
  V3Error,
  V3Traces,
} from '../support/jaeger-schemas.js';
import { sdkSpans } from '../support/sdk-spans.js';
import { TracedConsole } from '../support/traced-console.js';

const spans = await sdkSpans();
const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);
const CLIENT_TRACE = spans[0]!.spanContext().traceId;
const TRACEPARENT = '00-00000000000000000af7651916cd43dd-b7ad6b7169203331-01';
const SHORT_TRACE = 'af7651916cd43dd';

describe("the console as Jaeger's clients see it", () => {
  let traced: TracedConsole;
  let summaries: readonly TraceSummary[];

  const ask = async <T extends z.ZodType>(schema: T, path: string): Promise<z.infer<T>> =>
    schema.parse(await traced.json<object>(`/jaeger/api/${path}`));
  const legacyIds = async (query: Record<string, string>): Promise<string[]> => {
    const { data } = await ask(
      Traces,
      `traces?${new URLSearchParams({ service: 'glassgate', ...query }).toString()}`,
    );
    return data.map(({ traceID }) => traceID);
  };
  const idOf = (operation: string): string =>
    summaries.find((summary) => summary.operation === operation)!.traceId;

  beforeAll(async () => {
    traced = await TracedConsole.start();
    await traced.gateway.send('PUT', '/photos');
    await traced.gateway.send('PUT', '/photos/a.jpg', { body: 'bytes' });
    await traced.gateway.send('GET', '/photos/a.jpg', { headers: { traceparent: TRACEPARENT } });
    await traced.gateway.send('GET', '/photos/gone');
    await traced.post('/v1/traces', json, { 'Content-Type': 'application/json' });
    const isWhole = ({ traces }: TraceMatches): boolean => traces.length === 5;
    summaries = (await traced.eventually<TraceMatches>('/api/traces', isWhole)).traces;
  });

  afterAll(() => traced.stop());

  describe('by the legacy API', () => {
    test('has its services, and the operations of each', async () => {
      expect((await ask(Names, 'services')).data).toEqual(['glassgate', 'photo-shop']);
      expect((await ask(Names, 'services/photo-shop/operations')).data).toEqual(['POST', 'upload']);
      expect((await ask(Operations, 'operations?service=photo-shop')).data).toEqual([
        { name: 'POST', spanKind: 'internal' },
        { name: 'upload', spanKind: 'client' },
      ]);
      const { data } = await ask(Operations, 'operations?service=glassgate&spanKind=server');
      expect(data.map(({ name }) => name)).toEqual(['S3.CreateBucket', 'S3.GetObject', 'S3.PutObject']);
      expect((await ask(Names, 'services/nobody/operations')).data).toEqual([]);
    });

    test('gives a trace by its id, with and without leading zeros, or in base64', async () => {
      const { data } = await ask(Traces, `traces/${SHORT_TRACE}`);
      expect(data[0]!.traceID).toBe(SHORT_TRACE.padStart(32, '0'));
      const inBase64 = encodeURIComponent(Buffer.from(data[0]!.traceID, 'hex').toString('base64'));
      expect(await ask(Traces, `traces/${inBase64}`)).toEqual({
        ...(await ask(Traces, `traces/${SHORT_TRACE}`)),
      });
      const root = data[0]!.spans.find(({ operationName }) => operationName === 'S3.GetObject')!;
      expect(root.references).toEqual([
        { refType: 'CHILD_OF', traceID: data[0]!.traceID, spanID: TRACEPARENT.split('-')[2] },
      ]);
      expect(root.tags).toEqual(
        expect.arrayContaining([
          { key: 'span.kind', type: 'string', value: 'server' },
          { key: 'http.response.status_code', type: 'int64', value: 200 },
          { key: 's3.bucket', type: 'string', value: 'photos' },
        ]),
      );
    });

    test('finds traces by what one of their spans is', async () => {
      const put = idOf('PutObject');
      const all = await legacyIds({});
      expect(all.toSorted()).toEqual(
        summaries
          .filter(({ service }) => service === 'glassgate')
          .map(({ traceId }) => traceId)
          .toSorted(),
      );
      expect(await legacyIds({ operation: 'S3.PutObject' })).toEqual([put]);
      expect(await legacyIds({ operation: 'S3.PutObject', tags: '{"s3.key":"a.jpg"}' })).toEqual([put]);
      expect(await legacyIds({ tags: '{"http.response.status_code":"404"}' })).toHaveLength(1);
      expect(await legacyIds({ tag: 'error:true' })).toHaveLength(1);
      expect(await legacyIds({ tags: '{"error":"true","s3.key":"a.jpg"}' })).toEqual([]);
      expect(await legacyIds({ minDuration: '1h' })).toEqual([]);
      expect(await legacyIds({ maxDuration: '1h', limit: '2' })).toHaveLength(2);
      expect(await legacyIds({ service: 'nobody' })).toEqual([]);
      expect(await legacyIds({ operation: 'S3.PutObject" || name != "' })).toEqual([]);
    });

    test('finds traces by their time, in microseconds', async () => {
      const now = Date.now() * 1000;
      expect(await legacyIds({ start: String(now - 6e7), end: String(now) })).toHaveLength(4);
      expect(await legacyIds({ start: String(now + 6e7), end: String(now + 7e7) })).toEqual([]);
      expect(await legacyIds({ lookback: '1h' })).toHaveLength(4);
    });

    test('finds traces by their ids', async () => {
      const { data } = await ask(Traces, `traces?traceID=${CLIENT_TRACE}&traceID=${SHORT_TRACE}`);
      expect(data.map(({ traceID }) => traceID)).toEqual([CLIENT_TRACE, SHORT_TRACE.padStart(32, '0')]);
    });

    test('says which of several traces are not there', async () => {
      const path = `/jaeger/api/traces?traceID=${CLIENT_TRACE}&traceID=ff&traceID=${CLIENT_TRACE}`;
      const { data, errors } = await traced.json<{ data: unknown[]; errors: unknown }>(path);
      expect(data).toMatchObject([{ traceID: CLIENT_TRACE }]);
      expect(errors).toEqual([{ code: 404, msg: 'trace not found', traceID: 'ff' }]);
    });

    test('counts who calls whom', async () => {
      const child = JSON.parse(json.toString()) as {
        resourceSpans: { resource: object; scopeSpans: { spans: object[] }[] }[];
      };
      child.resourceSpans[0]!.resource = {
        attributes: [{ key: 'service.name', value: { stringValue: 'team/mailer' } }],
      };
      const parent = spans[0]!.spanContext();
      Object.assign(child.resourceSpans[0]!.scopeSpans[0]!.spans[0]!, {
        spanId: 'aaaaaaaaaaaaaaaa',
        parentSpanId: parent.spanId,
      });
      child.resourceSpans[0]!.scopeSpans[0]!.spans.length = 1;
      await traced.post('/v1/traces', JSON.stringify(child), { 'Content-Type': 'application/json' });
      const { data } = await ask(Dependencies, `dependencies?endTs=${Date.now()}&lookback=3600000`);
      expect(data).toEqual([{ parent: 'photo-shop', child: 'team/mailer', callCount: 1 }]);
      const times = {
        startTime: new Date(Date.now() - 3_600_000).toISOString(),
        endTime: '2999-01-01T00:00:00Z',
      };
      const path = `/jaeger/api/v3/dependencies?${new URLSearchParams(times).toString()}`;
      expect(await traced.json(path)).toEqual({ dependencies: [{ ...data[0], callCount: '1' }] });
      expect((await traced.ask('GET', '/jaeger/api/v3/dependencies')).status).toBe(400);
      const [span] = child.resourceSpans[0]!.scopeSpans[0]!.spans as { name?: string }[];
      for (const service of ['team/mailer', 'team%2Fmailer']) {
        expect((await ask(Names, `services/${service}/operations`)).data).toEqual([span!.name]);
      }
    });

    test('turns a file of OTLP into what Jaeger UI draws, and stores nothing', async () => {
      const text = json.toString().replaceAll(CLIENT_TRACE, 'ab'.repeat(16));
      const { status, body } = await traced.post('/jaeger/api/transform', text);
      expect(status).toBe(200);
      expect(Traces.parse(body).data).toMatchObject([{ traceID: 'ab'.repeat(16) }]);
      expect((await traced.ask('GET', `/jaeger/api/traces/${'ab'.repeat(16)}`)).status).toBe(404);
    });

    test.each([
      [400, 'traces'],
      [400, 'traces?service=glassgate&tags=none'],
      [400, 'traces?service=glassgate&minDuration=5'],
      [400, 'traces?service=a&service=b'],
      [404, `traces/${'12'.repeat(16)}`],
      [404, 'traces/not-an-id'],
    ])('answers %i to %s in its envelope', async (status, path) => {
      const answer = await traced.ask('GET', `/jaeger/api/${path}`);
      expect(answer.status).toBe(status);
      expect(LegacyError.parse(answer.body).errors[0]!.code).toBe(status);
    });
  });

  describe('by its Monitor', () => {
    const family = (path: string): Promise<z.infer<typeof MetricFamily>> =>
      ask(MetricFamily, `metrics/${path}`);
    const gateway = { name: 'service_name', value: 'glassgate' };
    const valuesOf = ({ metricPoints }: z.infer<typeof MetricFamily>['metrics'][number]): number[] =>
      metricPoints.map(({ gaugeValue }) => gaugeValue.doubleValue);

    test('has rates of calls and of errors', async () => {
      const calls = await family(
        'calls?service=glassgate&step=10000&ratePer=600000&spanKind=SPAN_KIND_SERVER',
      );
      expect(calls).toMatchObject({ name: 'service_call_rate', metrics: [{ labels: [gateway] }] });
      expect(valuesOf(calls.metrics[0]!).reduce((sum, rate) => sum + rate * 10, 0)).toBeCloseTo(4);
      const errors = await family('errors?service=glassgate&service=photo-shop&lookback=600000&step=3600000');
      expect(errors.name).toBe('service_error_rate');
      expect(valuesOf(errors.metrics[0]!)).toEqual([0.25]);
    });

    test('has latencies by operation, under the names that spans have', async () => {
      const query = 'service=glassgate&quantile=0.95&groupByOperation=true&spanKind=server';
      const latencies = await family(`latencies?${query}`);
      expect(latencies.name).toBe('service_operation_latencies');
      expect(
        latencies.metrics.map(({ labels }) => labels[1]!.value).toSorted((a, b) => (a < b ? -1 : 1)),
      ).toEqual(['S3.CreateBucket', 'S3.GetObject', 'S3.PutObject']);
      const { duration } = summaries.find(({ operation }) => operation === 'PutObject')!;
      const [put] = latencies.metrics.filter(({ labels }) => labels[1]!.value === 'S3.PutObject');
      expect(valuesOf(put!)[0]).toBeGreaterThan(0);
      expect(valuesOf(put!)[0]).toBeLessThanOrEqual(duration + 0.001);
    });

    test('has nothing of services that it does not count, or of other spans than those of servers', async () => {
      expect((await family('calls?service=photo-shop')).metrics).toEqual([]);
      expect((await family('calls?service=glassgate&spanKind=client')).metrics).toEqual([]);
      expect(await traced.json('/jaeger/api/metrics/minstep')).toMatchObject({ data: 10_000, errors: null });
    });

    test.each([
      'calls',
      'latencies?service=glassgate',
      'latencies?service=glassgate&quantile=2',
      'errors?service=a&step=x',
    ])('answers 400 to %s', async (path) => {
      const { status, body } = await traced.ask('GET', `/jaeger/api/metrics/${path}`);
      expect(status).toBe(400);
      LegacyError.parse(body);
    });
  });

  describe('by the API v3', () => {
    const window = {
      'query.startTimeMin': new Date(Date.now() - 3_600_000).toISOString(),
      'query.startTimeMax': new Date(Date.now() + 3_600_000).toISOString(),
    };
    const search = (query: Record<string, string> = {}): string =>
      new URLSearchParams({ ...window, ...query }).toString();

    test('has its services and operations', async () => {
      expect(await traced.json('/jaeger/api/v3/services')).toEqual({
        services: expect.arrayContaining(['glassgate']) as unknown,
      });
      expect(await traced.json('/jaeger/api/v3/operations?service=photo-shop&span_kind=client')).toEqual({
        operations: [{ name: 'upload', spanKind: 'client' }],
      });
    });

    test('sums traces up', async () => {
      const { summaries: all } = await ask(Summaries, `v3/trace-summaries?${search()}`);
      expect(all).toHaveLength(5);
      const found = await ask(
        Summaries,
        `v3/trace-summaries?${search({ 'query.operationName': 'S3.GetObject', 'query.attributes': '{"s3.key":"gone"}' })}`,
      );
      expect(found.summaries).toMatchObject([
        { rootServiceName: 'glassgate', rootOperationName: 'S3.GetObject', orphanSpanCount: 0 },
      ]);
      const [{ spanCount, errorSpanCount, services }] = found.summaries as [(typeof found.summaries)[number]];
      expect(services).toEqual([{ name: 'glassgate', spanCount, errorSpanCount }]);
      expect(errorSpanCount).toBeGreaterThan(0);
      const limited = await ask(Summaries, `v3/trace-summaries?${search({ 'query.searchDepth': '2' })}`);
      expect(limited.summaries).toHaveLength(2);
    });

    test('counts spans whose parents are elsewhere', async () => {
      const { summaries: all } = await ask(Summaries, `v3/trace-summaries?${search()}`);
      expect(all.filter(({ orphanSpanCount }) => orphanSpanCount > 0)).toMatchObject([
        { traceId: SHORT_TRACE.padStart(32, '0'), orphanSpanCount: 1 },
      ]);
    });

    test('gives traces as OTLP', async () => {
      const one = await ask(V3Traces, `v3/traces/${CLIENT_TRACE}?startTime=2026-01-01T00:00:00+01:00`);
      const [resource] = one.result.resourceSpans;
      expect(resource!.resource.attributes).toContainEqual({
        key: 'host.name',
        value: { stringValue: 'shop-1' },
      });
      const found = await ask(V3Traces, `v3/traces?${search({ 'query.service_name': 'glassgate' })}`);
      const names = found.result.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans.map(({ name }) => name)),
      );
      expect(names).toEqual(expect.arrayContaining(['S3.CreateBucket', 'S3.PutObject', 'S3.GetObject']));
    });

    test.each([
      [400, 'trace-summaries'],
      [400, `trace-summaries?query.startTimeMin=2026-01-01T00:00:00Z`],
      [
        400,
        'trace-summaries?query.startTimeMin=2026-01-02T00:00:00Z&query.startTimeMax=2026-01-01T00:00:00Z',
      ],
      [404, `traces/${'12'.repeat(16)}`],
      [404, `traces?${search({ 'query.serviceName': 'nobody' })}`],
    ])('answers %i to %s in its form', async (status, path) => {
      const answer = await traced.ask('GET', `/jaeger/api/v3/${path}`);
      expect(answer.status).toBe(status);
      expect(V3Error.parse(answer.body).error.httpCode).toBe(status);
    });
  });
});
