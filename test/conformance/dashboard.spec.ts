import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTorrentCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { expressions, interpolate, readDashboard, type Dashboard } from '../support/dashboard.js';
import { eventually } from '../support/eventually.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { describeWith } from '../support/programs.js';
import { Prometheus, type Series } from '../support/prometheus.js';
import { pseudoRandomBytes } from '../support/sample-tree.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const HOME = fileURLToPath(new URL('../../deploy/observability', import.meta.url));
const DASHBOARD = join(HOME, 'grafana/dashboards/glassgate.json');
const CONFIGURATION = join(HOME, 'prometheus/prometheus.yml');

const Bucket = 'watched';
const PART = pseudoRandomBytes(5 * 1024 * 1024);
const LARGE = pseudoRandomBytes(24 * 1024 * 1024);

/** Metrics of the gateway in an expression; what has a colon before it is the name of a rule. */
const METRIC = /(?<![\w:])(?:traces_span_metrics|glassgate|process|nodejs)_\w+/g;

const VARIABLES = { service: 'watched-gateway', instance: '.+', operation: '.*' };

async function copyInParts(client: S3Client): Promise<void> {
  const where = { Bucket, Key: 'joined' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
  const upload = { ...where, UploadId };
  const copied = { ...upload, PartNumber: 1, CopySource: `${Bucket}/part` };
  const first = await client.send(new UploadPartCopyCommand(copied));
  const second = await client.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: PART }));
  const Parts = [
    { PartNumber: 1, ETag: first.CopyPartResult?.ETag },
    { PartNumber: 2, ETag: second.ETag },
  ];
  await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
}

async function read(client: S3Client, Key: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  await Body!.transformToByteArray();
}

describeWith('prometheus', 'the dashboard, on what Prometheus has read from a gateway', (program) => {
  let dashboard: Dashboard;
  let receiver: OtlpReceiver;
  let gateway: GatewayProcess;
  let prometheus: Prometheus;
  let client: S3Client;
  let stranger: S3Client;

  /** Everything that a panel shows: reads and writes, large and in parts, refusals and failures. */
  async function use(): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket, Key: 'part', Body: PART }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: LARGE }));
    await read(client, 'large');
    await copyInParts(client);
    await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/part` }));
    await client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    await client.send(new ListObjectsV2Command({ Bucket }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'copy' }));
    expect(await refusal(read(client, 'copy'))).toMatchObject({ status: 404 });
    expect(await refusal(read(stranger, 'part'))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect(await refusal(client.send(new GetObjectTorrentCommand({ Bucket, Key: 'part' })))).toMatchObject({
      status: 501,
    });
  }

  /** Resolves when Prometheus has read a value that is at least so large. */
  const reached = (expression: string, value: number): Promise<unknown> =>
    eventually(async () => {
      const [series] = await prometheus.query(expression);
      return (series?.values[0] ?? 0) >= value;
    });

  const expressionsOf = (title: string): string[] =>
    expressions(dashboard)
      .filter(({ panel }) => panel === title)
      .map(({ expr }) => interpolate(expr, VARIABLES));

  /** What a panel shows, of all its queries. */
  const shown = async (title: string): Promise<Series[]> => {
    const asked = expressionsOf(title);
    if (asked.length === 0) throw new Error(`the dashboard has no panel "${title}"`);
    return (await Promise.all(asked.map((expr) => prometheus.query(expr)))).flat();
  };

  beforeAll(async () => {
    dashboard = await readDashboard(DASHBOARD);
    receiver = await OtlpReceiver.start('http');
    gateway = await GatewayProcess.start({
      flags: [
        `--otel-endpoint=${receiver.endpoint}`,
        `--otel-service-name=${VARIABLES.service}`,
        '--otel-use-http',
        '--metrics-port=127.0.0.1:0',
      ],
    });
    const metrics = /at .*?, http:\/\/([^\s,]+)/.exec(gateway.logs)?.[1];
    if (metrics === undefined)
      throw new Error(`the gateway does not say where its metrics are: ${gateway.logs}`);
    prometheus = await Prometheus.start({ program, configuration: CONFIGURATION, target: metrics });
    client = sdkClient(gateway);
    stranger = sdkClient(gateway, {
      credentials: { ...(await client.config.credentials()), secretAccessKey: 'of/another' },
    });
    await client.send(new CreateBucketCommand({ Bucket }));
    // A series that begins with a request has no increase until the next one.
    for (const round of [1, 2]) {
      await use();
      // What a round ends with.
      await reached('sum(traces_span_metrics_calls_total{http_response_status_code="501"})', round);
    }
    await reached('ceil(sum(rate(glassgate_exporter_spans_total{outcome="exported"}[1m])))', 1);
  }, 60_000);

  afterAll(async () => {
    client.destroy();
    stranger.destroy();
    await prometheus.stop();
    await gateway.stop();
    await receiver.stop();
  });

  it('asks only for metrics that the gateway has', async () => {
    const names = await prometheus.names();
    const texts = [
      ...expressions(dashboard).map(({ expr }) => expr),
      readFileSync(join(HOME, 'prometheus/rules.yml'), 'utf8'),
    ];
    const asked = new Set(texts.flatMap((text) => text.match(METRIC) ?? []));
    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((name) => !names.has(name))).toEqual([]);
  });

  it('has data in every panel, labelled as its legend says', async () => {
    for (const { panel, expr, target } of expressions(dashboard)) {
      const expression = interpolate(expr, VARIABLES);
      const series = target.instant
        ? await prometheus.query(expression)
        : await prometheus.queryRange(expression, 5);
      const values = series.flatMap(({ values: of }) => of);
      const legend = Array.from(
        (target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g),
        ([, label]) => label!,
      );
      const labels = new Set(series.flatMap(({ metric }) => Object.keys(metric)));
      expect({ panel, expression, hasData: values.some(Number.isFinite), labels: [...labels] }).toEqual({
        panel,
        expression,
        hasData: true,
        labels: expect.arrayContaining(legend) as string[],
      });
    }
  });

  it('shows what has happened', async () => {
    const label = async (title: string, name: string): Promise<(string | undefined)[]> =>
      (await shown(title)).filter(({ values }) => values[0]! > 0).map(({ metric }) => metric[name]);
    const named = ['S3.PutObject', 'S3.GetObject', 'S3.UploadPartCopy', 'S3.CompleteMultipartUpload'];
    expect(await label('Rate by operation', 'span_name')).toEqual(expect.arrayContaining(named));
    expect(await label('Errors by operation', 'span_name')).toEqual(
      expect.arrayContaining(['S3.GetObject', 'S3.GetObjectTorrent']),
    );
    expect(await label('Authentication and access failures', 'error_type')).toEqual([
      'SignatureDoesNotMatch',
    ]);
    expect(await label('Errors by S3 code', 'error_type')).toEqual(
      expect.arrayContaining(['NoSuchKey', 'NotImplemented', 'SignatureDoesNotMatch']),
    );
    expect(await label('Time per request by phase', 'phase')).toEqual(
      expect.arrayContaining(['auth', 'acl', 'backend', 'posix', 'client_wait', 'other']),
    );
    expect(await label('Throughput by call', 'call')).toEqual(
      expect.arrayContaining(['ReadData', 'WriteData']),
    );
    expect((await label('Copies by method', 'method')).length).toBeGreaterThan(0);
    expect(await label('Traces kept and dropped', 'decision')).toContain('keep');
    expect(await label('Spans exported and dropped', 'outcome')).toContain('exported');
  });

  it('shows shares that are shares, and phases that add up to the time of requests', async () => {
    const sum = async (title: string): Promise<number> =>
      (await shown(title)).reduce((total, { values }) => total + values[0]!, 0);
    expect(await sum('Share by phase')).toBeCloseTo(1, 6);
    for (const title of ['5xx', '4xx', 'Share of refused requests']) {
      expect(await sum(title)).toBeGreaterThan(0);
      expect(await sum(title)).toBeLessThan(1);
    }
    const [phases] = await prometheus.query('1000 * sum(glassgate_request_phase_seconds_total)');
    const [requests] = await prometheus.query('sum(traces_span_metrics_duration_milliseconds_sum)');
    expect(phases!.values[0]! / requests!.values[0]!).toBeCloseTo(1, 6);
  });

  it('lists what its variables can be', async () => {
    const values = async (name: string): Promise<(string | undefined)[]> => {
      const { definition = '', regex } = dashboard.templating.list.find((one) => one.name === name)!;
      const [, selector, label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      const found = await prometheus.query(`group by (${label}) (${interpolate(selector ?? '', VARIABLES)})`);
      const [, pattern] = /^\/(.+)\/$/.exec(regex ?? '') ?? [];
      return found.map(({ metric }) =>
        pattern === undefined ? metric[label] : new RegExp(pattern).exec(metric[label] ?? '')?.[1],
      );
    };
    expect(await values('service')).toEqual([VARIABLES.service]);
    expect(await values('instance')).toHaveLength(1);
    const operations = await values('operation');
    expect(operations).toEqual(expect.arrayContaining(['GetObject', 'PutObject']));
    const one = { ...VARIABLES, operation: '(GetObject|PutObject)' };
    const rate = expressions(dashboard).find(({ panel }) => panel === 'Rate by operation');
    const series = await prometheus.query(interpolate(rate?.expr ?? '', one));
    const names = new Set(series.map(({ metric }) => metric['span_name']));
    expect(names).toEqual(new Set(['S3.GetObject', 'S3.PutObject']));
  });

  it('has a kept trace behind its latencies', async () => {
    const asked = expressions(dashboard).filter(({ target }) => target.exemplar);
    expect(asked.length).toBeGreaterThan(0);
    for (const { expr } of asked) {
      const traceIds = (await prometheus.exemplars(interpolate(expr, VARIABLES))).map(
        ({ labels }) => labels['trace_id'],
      );
      expect(traceIds).not.toEqual([]);
      await receiver.waitFor((spans) => {
        const kept = new Set(spans.map(({ traceId }) => traceId));
        return traceIds.every((traceId) => kept.has(traceId ?? ''));
      });
    }
  });

  it('is led to from a span by queries that have data', async () => {
    const file = readFileSync(join(HOME, 'grafana/provisioning/datasources/glassgate.yaml'), 'utf8');
    const { datasources } = parse(file) as {
      datasources: { jsonData: { tracesToMetrics?: { queries: { query: string }[] } } }[];
    };
    const queries = datasources.flatMap(({ jsonData }) => jsonData.tracesToMetrics?.queries ?? []);
    expect(queries).toHaveLength(3);
    const tags = `service_name="${VARIABLES.service}"`;
    for (const { query } of queries) {
      const text = query.replaceAll('$$', '$');
      const found = await prometheus.query(
        interpolate(text, { __tags: tags, '__span.name': 'S3.GetObject' }),
      );
      expect(found.some(({ values }) => values[0]! > 0)).toBe(true);
    }
  });

  // Source: jaegertracing/jaeger, internal/storage/metricstore/prometheus/metricstore/reader.go
  it('answers what the Monitor tab of Jaeger asks', async () => {
    const matchers = `service_name =~ "${VARIABLES.service}", span_kind =~ "SPAN_KIND_SERVER"`;
    const calls = `sum(rate(traces_span_metrics_calls_total{${matchers}}[1m])) by (service_name,span_name)`;
    const errors = calls.replace('span_kind', 'status_code = "STATUS_CODE_ERROR", span_kind');
    const buckets = `sum(rate(traces_span_metrics_duration_milliseconds_bucket{${matchers}}[1m])) by (service_name,span_name,le)`;
    for (const query of [calls, `${errors} / ${calls}`, `histogram_quantile(0.95, ${buckets})`]) {
      const series = await prometheus.queryRange(query, 5);
      const read = series.find(({ metric }) => metric['span_name'] === 'S3.GetObject');
      expect(read?.metric['service_name']).toBe(VARIABLES.service);
      expect(read?.values.at(-1)).toBeGreaterThan(0);
    }
  });

  it('has rules that are evaluated, with something to judge', async () => {
    const rules = await prometheus.rules();
    expect(rules.map(({ name, health, lastError }) => ({ name, health, lastError }))).toEqual(
      rules.map(({ name }) => ({ name, health: 'ok', lastError: undefined })),
    );
    for (const { name, type, query } of rules) {
      const judged = type === 'recording' ? name : query.replace(/ (?:==|>) [\d.]+$/, '');
      const found = await eventually(async () => {
        const series = await prometheus.query(judged);
        return series.some(({ values }) => Number.isFinite(values[0])) && series;
      });
      expect(found).not.toEqual([]);
    }
  });
});
