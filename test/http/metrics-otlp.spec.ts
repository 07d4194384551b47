import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { MetricsReceiver } from '../support/metrics-receiver.js';
import type { ReceivedMetrics, ReceivedPoint } from '../support/otlp-metrics.js';
import { TestGateway, type GatewayOptions } from '../support/test-gateway.js';

const CALLS = 'traces_span_metrics_calls_total';
const DURATION = 'traces_span_metrics_duration_milliseconds';

const saved = { ...process.env };

let receiver: MetricsReceiver;
let gateway: TestGateway | undefined;

async function start(interval: number, tracing: GatewayOptions['tracing'] = {}): Promise<TestGateway> {
  process.env.OTEL_METRIC_EXPORT_INTERVAL = String(interval);
  gateway = await TestGateway.start({
    backend: 'posix',
    tracing: { metricsEnabled: true, endpoint: receiver.endpoint, ...tracing },
  });
  return gateway;
}

async function stop(): Promise<void> {
  await gateway?.stop();
  gateway = undefined;
}

afterEach(async () => {
  await stop();
  await receiver.stop();
  process.env = { ...saved };
});

const points = (
  received: ReceivedMetrics | undefined,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): ReceivedPoint[] =>
  (received?.metrics.get(name)?.points ?? []).filter(({ attributes }) =>
    Object.entries(labels).every(([label, value]) => attributes[label] === value),
  );

const sum = (...given: Parameters<typeof points>): number =>
  points(...given).reduce((whole, { value }) => whole + value, 0);

describe('metrics by OTLP', () => {
  it.each(['http', 'grpc'] as const)(
    'arrive over %s again and again, with the headers of traces',
    async (by) => {
      receiver = await MetricsReceiver.start(by);
      const headers = { 'x-honeycomb-team': 'a-key' };
      const subject = await start(50, { useHttp: by === 'http', headers });
      await subject.send('PUT', '/photos');
      await subject.send('PUT', '/photos/beach', { body: 'waves' });
      await subject.send('GET', '/photos/gone');
      await eventually(() => sum(receiver.exports.at(-1), CALLS) === 3);
      const before = receiver.exports.length;
      await eventually(() => receiver.exports.length > before);
      const last = receiver.exports.at(-1)!;
      expect(sum(last, CALLS, { span_name: 'S3.GetObject', error_type: 'NoSuchKey' })).toBe(1);
      const { kind, isCumulative, isMonotonic } = last.metrics.get(CALLS)!;
      expect({ kind, isCumulative, isMonotonic }).toEqual({
        kind: 'sum',
        isCumulative: true,
        isMonotonic: true,
      });
      expect(last.metrics.get('glassgate_requests_in_flight')?.kind).toBe('gauge');
      expect(last.resource).toMatchObject({ 'service.name': 'glassgate', 'service.version': '0.1.0' });
      expect(receiver.headers.every((one) => one['x-honeycomb-team'] === 'a-key')).toBe(true);
      // Traces were not asked for.
      expect(receiver.strays).toEqual([]);
    },
  );

  it('have the buckets of a histogram one by one, and say since when they count', async () => {
    receiver = await MetricsReceiver.start('http');
    await start(50, { useHttp: true });
    await gateway!.send('PUT', '/photos');
    const labels = { span_name: 'S3.CreateBucket', status_code: 'STATUS_CODE_OK' };
    await eventually(() => points(receiver.exports.at(-1), DURATION, labels)[0]?.count === 1);
    const [point] = points(receiver.exports.at(-1), DURATION, labels);
    expect(point?.bounds).toHaveLength(16);
    expect(point?.buckets).toHaveLength(17);
    expect(point?.buckets?.reduce((whole, count) => whole + count, 0)).toBe(1);
    const bucket = point!.buckets!.indexOf(1);
    expect(point!.value).toBeLessThanOrEqual(point!.bounds![bucket] ?? Infinity);
    expect(point!.value).toBeGreaterThan(point!.bounds![bucket - 1] ?? 0);
    expect(point!.attributes).not.toHaveProperty('le');
    expect(Math.abs(Number(point!.startTime / 1_000_000n) - performance.timeOrigin)).toBeLessThan(2);
    expect(point!.time).toBeGreaterThan(point!.startTime);
  });

  it('are sent once more at the end, however long the interval is', async () => {
    receiver = await MetricsReceiver.start('http');
    await start(3_600_000, { useHttp: true });
    await gateway!.send('PUT', '/photos');
    expect(receiver.exports).toEqual([]);
    await stop();
    expect(receiver.exports).toHaveLength(1);
    expect(sum(receiver.exports[0], CALLS)).toBe(1);
  });

  it('leave requests alone when the receiver does not answer', async () => {
    receiver = await MetricsReceiver.start('http');
    receiver.isSilent = true;
    process.env.OTEL_METRIC_EXPORT_TIMEOUT = '100';
    await start(20, { useHttp: true });
    for (let times = 0; times < 10; times += 1) {
      expect((await gateway!.send('GET', '/')).status).toBe(200);
    }
    receiver.isSilent = false;
    await eventually(() => sum(receiver.exports.at(-1), CALLS) === 10);
  });

  it('are sent over TLS to whom the variables of the SDK trust', async () => {
    const home = await mkdtemp(join(tmpdir(), 'glassgate-'));
    const [cert, key] = [join(home, 'cert.pem'), join(home, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'pipe',
    });
    receiver = await MetricsReceiver.start('http', { cert: await readFile(cert), key: await readFile(key) });
    process.env.OTEL_EXPORTER_OTLP_CERTIFICATE = cert;
    await start(50, { useHttp: true });
    const first = await eventually(() => receiver.exports[0]);
    expect(first.metrics.has(CALLS)).toBe(true);
    await rm(home, { recursive: true });
  });

  it('stop the start for an endpoint that is none', async () => {
    receiver = await MetricsReceiver.start('http');
    await expect(start(50, { endpoint: 'not an endpoint' })).rejects.toThrow('neither host:port nor a URL');
  });
});
