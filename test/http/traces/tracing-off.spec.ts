import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TestGateway } from '../../support/test-gateway.js';

const HOOKS = new URL('../../support/typescript-hooks.mjs', import.meta.url).href;

const SDK =
  /node_modules\/@opentelemetry\/(sdk-|exporter-|otlp-|resources|context-async-hooks)|node_modules\/@grpc\//;

/** What the thread of the exporters loads, and it alone. */
const EXPORTERS = /node_modules\/@opentelemetry\/(sdk-|exporter-|otlp-|resources)|node_modules\/@grpc\//;

const SENTRY = /node_modules\/@sentry\//;

const METRICS = /node_modules\/prom-client\/|\/src\/metrics\/metrics\.ts/;

/** What sends spans, and what makes spans for that. */
const EXPORT = /node_modules\/@opentelemetry\/(sdk-|exporter-|otlp-)|node_modules\/@grpc\//;

/** Starts the application in a process of its own, asks it once, and writes the modules that were loaded. */
const PROGRAM = `
  import 'reflect-metadata';
  import { loaded } from '${HOOKS}';
  const source = (path) => import(new URL('../../src/' + path, '${HOOKS}').href);
  const { Application } = await source('application.ts');
  const { ServerConfig } = await source('config/server.config.ts');
  const { AuditConfig } = await source('config/audit.config.ts');
  const { ConsoleConfig } = await source('config/console.config.ts');
  const { IamConfig } = await source('config/iam.config.ts');
  const { LifecycleConfig } = await source('config/lifecycle.config.ts');
  const { LoggingConfig } = await source('config/logging.config.ts');
  const { MetricsConfig } = await source('config/metrics.config.ts');
  const { SentryConfig } = await source('config/sentry.config.ts');
  const { WebsiteConfig } = await source('config/website.config.ts');
  const { TracingConfig } = await source('config/tracing.config.ts');
  const application = await Application.create({
    server: Object.assign(new ServerConfig(), { port: ['127.0.0.1:0'], quiet: true }),
    iam: Object.assign(new IamConfig(), { rootAccess: 'root', rootSecret: 'secret' }),
    tracing: Object.assign(new TracingConfig(), JSON.parse(process.argv[1])),
    audit: new AuditConfig(),
    logging: new LoggingConfig(),
    website: new WebsiteConfig(),
    lifecycle: new LifecycleConfig(),
    sentry: Object.assign(new SentryConfig(), JSON.parse(process.argv[2])),
    metrics: Object.assign(new MetricsConfig(), JSON.parse(process.argv[3])),
    console: new ConsoleConfig(),
    backend: { kind: 'memory' },
  });
  const [url] = await application.listen();
  const response = await fetch(url);
  await response.text();
  const report = { traceId: response.headers.get('x-trace-id'), modules: [...loaded] };
  process.stdout.write('\\n' + JSON.stringify(report), () => process.exit(0));
`;

interface Report {
  readonly traceId: string | null;
  readonly modules: readonly string[];
}

async function run(tracing: object, sentry: object = {}, metrics: object = {}): Promise<Report> {
  const given = [tracing, sentry, metrics].map((section) => JSON.stringify(section));
  const options = ['--import', HOOKS, '--input-type=module', '-e', PROGRAM, ...given];
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd, maxBuffer: 16 << 20 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Report;
}

describe('tracing that is off', () => {
  it('loads nothing of the SDK into a gateway that serves', async () => {
    const { traceId, modules } = await run({ enabled: false });
    expect(traceId).toBeNull();
    expect(modules.some((url) => url.endsWith('/src/s3/s3.module.ts'))).toBe(true);
    expect(modules.filter((url) => SDK.test(url))).toEqual([]);
    expect(modules.filter((url) => SENTRY.test(url))).toEqual([]);
    expect(modules.filter((url) => METRICS.test(url))).toEqual([]);
    const ofConsole = modules.filter((url) => url.includes('/src/console/'));
    expect(ofConsole.map((url) => url.split('/').at(-1))).toEqual(['load-console.ts']);
  });

  it('leaves metrics on, which load nothing that exports', async () => {
    const { traceId, modules } = await run({ enabled: false }, {}, { port: ['127.0.0.1:0'] });
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(modules.filter((url) => METRICS.test(url))).not.toEqual([]);
    expect(modules.filter((url) => EXPORT.test(url))).toEqual([]);
  });

  it('does not keep Sentry from being loaded, where that one is on', async () => {
    const { modules } = await run({ enabled: false }, { enabled: true, dsn: 'http://key@127.0.0.1:1/1' });
    expect(modules.filter((url) => SENTRY.test(url))).not.toEqual([]);
    expect(modules.filter((url) => SDK.test(url))).toEqual([]);
  });

  it('is what the modules above come from: with tracing on they are there, but for those of another thread', async () => {
    const { traceId, modules } = await run({ enabled: true, endpoint: '127.0.0.1:1' });
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(modules.filter((url) => SDK.test(url))).not.toEqual([]);
    expect(modules.filter((url) => EXPORTERS.test(url))).toEqual([]);
  });

  it('names no trace in any response', async () => {
    const gateway = await TestGateway.start();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answers = [
      await gateway.send('PUT', '/photos', { headers: { traceparent } }),
      await gateway.send('GET', '/photos/gone'),
      await gateway.send('GET', '/photos', { as: null }),
    ];
    await gateway.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 403]);
    expect(answers.map(({ headers }) => headers['x-trace-id'])).toEqual([undefined, undefined, undefined]);
  });
});
