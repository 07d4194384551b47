import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OPERATION_NAMES } from '../../src/common/operation-name.js';
import { activeRecorder } from '../../src/tracing/span.js';
import { eventually } from '../support/eventually.js';
import { Exposition } from '../support/exposition.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { TestGateway, type GatewayOptions } from '../support/test-gateway.js';

const CALLS = 'traces_span_metrics_calls_total';
const DURATION = 'traces_span_metrics_duration_milliseconds';
const PHASES = 'glassgate_request_phase_seconds_total';
const OPENMETRICS = { accept: 'application/openmetrics-text' };

const BOUNDS = [2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10000, 15000, '+Inf'];

let gateway: TestGateway;
let receiver: OtlpReceiver | undefined;

async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await TestGateway.start({ backend: 'posix', metrics: { port: ['127.0.0.1:0'] }, ...options });
}

/** With traces to a receiver in the test process. */
async function startTraced(tracing: GatewayOptions['tracing'] = {}): Promise<void> {
  receiver = await OtlpReceiver.start('http');
  await start({ tracing: { enabled: true, useHttp: true, endpoint: receiver.endpoint, ...tracing } });
}

afterEach(async () => {
  await gateway.stop();
  await receiver?.stop();
  receiver = undefined;
});

const scrape = (headers: Record<string, string> = {}, path = '/metrics'): Promise<Response> =>
  fetch(`${gateway.urls.at(-1)}${path}`, { headers });

async function metrics(headers: Record<string, string> = {}): Promise<Exposition> {
  const response = await scrape(headers);
  expect(response.status).toBe(200);
  return new Exposition(await response.text());
}

/** A request is counted when it is over, which its client may see a moment earlier. */
function countedAs(requests: number, headers?: Record<string, string>): Promise<Exposition> {
  return eventually(async () => {
    const found = await metrics(headers);
    return found.sum(CALLS) === requests && found;
  });
}

describe('/metrics', () => {
  it('is served nowhere unless it is asked for', async () => {
    await start({ metrics: {} });
    expect(gateway.urls).toHaveLength(1);
    expect(activeRecorder()).toBeUndefined();
    // To the S3 API it is a bucket as any other.
    expect((await gateway.send('GET', '/metrics')).status).toBe(404);
    expect((await gateway.send('PUT', '/metrics')).status).toBe(200);
  });

  it('answers GET and HEAD at its path, and refuses everything else', async () => {
    await start();
    expect((await scrape()).headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const url = gateway.urls.at(-1)!;
    expect((await fetch(`${url}/metrics`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/photos`)).status).toBe(404);
    expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
    // Neither its own requests nor probes are requests.
    expect((await metrics()).sum(CALLS)).toBe(0);
  });

  it('speaks OpenMetrics with whom asks for it, as Prometheus does', async () => {
    await start();
    const accept =
      'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    const response = await scrape({ accept });
    expect(response.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    const text = await response.text();
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    const { types } = new Exposition(text);
    expect(types.get('traces_span_metrics_calls')).toBe('counter');
    // The names do not change for those who ask for text afterwards.
    const plain = await metrics();
    expect(plain.types.get(CALLS)).toBe('counter');
    expect(plain.text).not.toContain('# EOF');
  });

  it('has every operation from the start, what the process needs, and the version', async () => {
    await start();
    const found = await metrics();
    for (const operation of OPERATION_NAMES) {
      expect(found.sum(CALLS, { span_name: `S3.${operation}` })).toBe(0);
      expect(found.sum(`${DURATION}_count`, { span_name: `S3.${operation}` })).toBe(0);
      expect(found.sum(PHASES, { operation })).toBe(0);
    }
    expect(found.sum('glassgate_build_info', { version: '0.1.0' })).toBe(1);
    expect(found.sum('glassgate_requests_in_flight')).toBe(0);
    expect(found.sum('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(found.sum('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(found.find('glassgate_exporter_spans_total')).toEqual([]);
  });

  it('counts requests by operation, status and S3 code, without a bucket or a key', async () => {
    await start();
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/beach', { body: 'waves' });
    await gateway.send('GET', '/photos/beach');
    await gateway.send('GET', '/photos/gone');
    await gateway.send('GET', '/photos/beach', { as: null });
    await gateway.send('POST', '/photos/beach?what');
    const found = await countedAs(6);
    const get = { span_name: 'S3.GetObject', span_kind: 'SPAN_KIND_SERVER', service_name: 'glassgate' };
    const outcome = (status: string, code: string, error: string) => ({
      ...get,
      status_code: status,
      http_response_status_code: code,
      error_type: error,
    });
    expect(found.sum(CALLS, outcome('STATUS_CODE_OK', '200', ''))).toBe(1);
    expect(found.sum(CALLS, outcome('STATUS_CODE_ERROR', '404', 'NoSuchKey'))).toBe(1);
    expect(found.sum(CALLS, outcome('STATUS_CODE_ERROR', '403', 'AccessDenied'))).toBe(1);
    expect(found.sum(CALLS, { error_type: 'MethodNotAllowed' })).toBe(1);
    expect(found.sum(`${DURATION}_count`, { ...get, status_code: 'STATUS_CODE_ERROR' })).toBe(2);
    const buckets = found.find(`${DURATION}_bucket`, { ...get, status_code: 'STATUS_CODE_OK' });
    expect(buckets.map(({ labels }) => labels['le'])).toEqual(BOUNDS.map(String));
    expect(buckets.at(-1)?.value).toBe(1);
    expect(found.text).not.toMatch(/photos|beach/);
  });

  it('tells the times of requests in phases that add up', async () => {
    await start();
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/beach', { body: Buffer.alloc(300_000) });
    for (let times = 0; times < 5; times += 1) await gateway.send('GET', '/photos/beach');
    const found = await countedAs(7);
    for (const operation of ['CreateBucket', 'PutObject', 'GetObject']) {
      const whole = found.sum(`${DURATION}_sum`, { span_name: `S3.${operation}` });
      expect(whole).toBeGreaterThan(0);
      expect(found.sum(PHASES, { operation }) * 1000).toBeCloseTo(whole, 6);
      expect(found.sum(PHASES, { operation, phase: 'posix' })).toBeGreaterThan(0);
      expect(
        found.sum('glassgate_request_time_to_first_byte_seconds_sum', { operation }),
      ).toBeLessThanOrEqual(whole / 1000);
    }
    const bytes = { operation: 'GetObject', direction: 'out' };
    expect(found.sum('glassgate_request_bytes_total', bytes)).toBe(1_500_000);
    expect(found.sum('glassgate_request_bytes_total', { operation: 'PutObject', direction: 'in' })).toBe(
      300_000,
    );
    expect(found.sum('glassgate_request_time_to_first_byte_seconds_count', { operation: 'GetObject' })).toBe(
      5,
    );
    expect(found.sum('glassgate_posix_io_bytes_total', { call: 'ReadData' })).toBe(1_500_000);
    expect(found.sum('glassgate_posix_io_bytes_total', { call: 'WriteData' })).toBe(300_000);
    expect(found.sum('glassgate_posix_io_seconds_total', { call: 'WriteData' })).toBeGreaterThan(0);
  });

  it('counts each copy once, by its method', async () => {
    await start({ posix: { disableCopyFileRange: true } });
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/beach', { body: Buffer.alloc(100_000) });
    const headers = { 'x-amz-copy-source': '/photos/beach' };
    expect((await gateway.send('PUT', '/photos/copy', { headers })).status).toBe(200);
    const found = await countedAs(3);
    expect(found.sum('glassgate_posix_copies_total', { method: 'io_copy_fallback' })).toBe(1);
    expect(found.sum('glassgate_posix_copies_total')).toBe(1);
  });

  it('counts faults of ours', async () => {
    await start();
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/beach', { body: 'waves' });
    const { rm } = await import('node:fs/promises');
    await rm(gateway.directory, { recursive: true });
    expect((await gateway.send('GET', '/')).status).toBe(500);
    const found = await countedAs(3);
    const fault = { http_response_status_code: '500', error_type: 'InternalError' };
    expect(found.sum(CALLS, { ...fault, span_name: 'S3.ListBuckets' })).toBe(1);
  });

  it('names the traces that are kept, and only these', async () => {
    await startTraced({ sampleRate: 0 });
    await gateway.send('PUT', '/photos');
    const { headers } = await gateway.send('GET', '/photos/gone');
    const found = await countedAs(2, OPENMETRICS);
    const { spans } = receiver!;
    await receiver!.waitFor((all) => all.some(({ kind }) => kind === 'SERVER'));
    const root = spans.find(({ kind }) => kind === 'SERVER')!;
    const ids = { trace_id: headers['x-trace-id'] as string, span_id: root.spanId };
    const [bucket, ...others] = found.samples.filter(
      ({ name, exemplar }) => name === `${DURATION}_bucket` && exemplar,
    );
    expect(others).toEqual([]);
    expect(bucket?.exemplar?.labels).toEqual(ids);
    expect(bucket?.labels).toMatchObject({ span_name: 'S3.GetObject', status_code: 'STATUS_CODE_ERROR' });
    expect(bucket?.exemplar?.value).toBeLessThanOrEqual(
      Number(bucket?.labels['le']?.replace('+Inf', 'Infinity')),
    );
    expect(Math.abs(bucket!.exemplar!.time - Date.now() / 1000)).toBeLessThan(60);
    const [call, ...otherCalls] = found.samples.filter(({ name, exemplar }) => name === CALLS && exemplar);
    expect(otherCalls).toEqual([]);
    expect(call?.exemplar).toMatchObject({ labels: ids, value: 1 });
    expect(found.sum('glassgate_sampler_traces_total', { decision: 'keep', reason: 'error' })).toBe(1);
    expect(found.sum('glassgate_sampler_traces_total', { decision: 'drop', reason: 'not_sampled' })).toBe(1);
    expect(found.sum('glassgate_sampler_spans_total', { decision: 'keep' })).toBe(
      spans.filter(({ traceId }) => traceId === ids.trace_id).length,
    );
  });

  it('names no trace where traces go nowhere', async () => {
    await start();
    await gateway.send('GET', '/photos/gone');
    expect((await countedAs(1, OPENMETRICS)).samples.filter(({ exemplar }) => exemplar)).toEqual([]);
  });

  it.each([
    ['names a trace that the console has', 1, 1],
    ['names none that the console did not take', 0, 0],
  ])('%s', async (_, tracesPerSecond, count) => {
    await start({ console: { port: ['127.0.0.1:0'], tracesPerSecond } });
    await gateway.send('GET', '/photos/gone');
    const { samples } = await countedAs(1, OPENMETRICS);
    expect(samples.filter(({ name, exemplar }) => name === CALLS && exemplar)).toHaveLength(count);
  });

  it('spells operations as spans are spelled', async () => {
    await start({ tracing: { spanNames: 'versitygw', serviceName: 'shop' } });
    await gateway.send('PUT', '/photos');
    const found = await countedAs(1);
    expect(found.sum(CALLS, { span_name: 's3_CreateBucket', service_name: 'shop' })).toBe(1);
    expect(found.sum(`${PHASES}`, { operation: 'CreateBucket' })).toBeGreaterThan(0);
  });

  it('counts requests that there was no room to record', async () => {
    await startTraced();
    const held = Array.from({ length: 10_000 }, () =>
      activeRecorder()!.startSpan('Lifecycle.Run', {}, ROOT_CONTEXT),
    );
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/beach', { body: 'waves' });
    await gateway.send('GET', '/photos/gone');
    const found = await countedAs(3);
    for (const span of held) span.end();
    expect(found.sum('glassgate_sampler_overloaded')).toBe(1);
    expect(found.sum('glassgate_sampler_buffered_traces')).toBe(10_000);
    expect(found.sum('glassgate_sampler_traces_total', { decision: 'drop', reason: 'overload' })).toBe(3);
    const failed = { span_name: 'S3.GetObject', http_response_status_code: '404', error_type: 'NoSuchKey' };
    expect(found.sum(CALLS, failed)).toBe(1);
    const put = { operation: 'PutObject' };
    expect(found.sum(PHASES, put) * 1000).toBeCloseTo(
      found.sum(`${DURATION}_sum`, { span_name: 'S3.PutObject' }),
      6,
    );
    expect(found.sum('glassgate_request_bytes_total', { ...put, direction: 'in' })).toBe(5);
    expect(found.sum('glassgate_request_time_to_first_byte_seconds_count', put)).toBe(1);
  });

  it('tells what became of exported spans', async () => {
    await startTraced();
    await gateway.send('PUT', '/photos');
    const spans = { exporter: 'otlp', outcome: 'exported', reason: '' };
    await eventually(async () => (await metrics()).sum('glassgate_exporter_spans_total', spans) > 0);
    const found = await metrics();
    expect(found.sum('glassgate_exporter_spans_total', { outcome: 'dropped' })).toBe(0);
    expect(found.sum('glassgate_exporter_queued_spans', { exporter: 'otlp' })).toBe(0);
  });

  it('counts every request of many while it is asked again and again', async () => {
    await start();
    await gateway.send('PUT', '/photos');
    let asking = true;
    const asked = (async () => {
      let last = 0;
      while (asking) {
        const now = (await metrics()).sum(CALLS);
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    })();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => gateway.send('PUT', `/photos/${index}`, { body: 'x' })),
    );
    asking = false;
    await asked;
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const found = await countedAs(201);
    expect(found.sum('glassgate_requests_in_flight')).toBe(0);
  });
});
