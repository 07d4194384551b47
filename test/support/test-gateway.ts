import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request, { type Test } from 'supertest';
import { Application } from '../../src/application.js';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { AuditConfig } from '../../src/config/audit.config.js';
import { ConsoleConfig } from '../../src/config/console.config.js';
import { IamConfig } from '../../src/config/iam.config.js';
import { LifecycleConfig } from '../../src/config/lifecycle.config.js';
import { LoggingConfig } from '../../src/config/logging.config.js';
import { MetricsConfig } from '../../src/config/metrics.config.js';
import { PosixConfig } from '../../src/config/posix.config.js';
import { SentryConfig } from '../../src/config/sentry.config.js';
import { ServerConfig } from '../../src/config/server.config.js';
import type { Settings } from '../../src/config/settings.js';
import { TracingConfig } from '../../src/config/tracing.config.js';
import { WebsiteConfig } from '../../src/config/website.config.js';

export const ROOT = { access: 'TESTROOTACCESSKEY', secret: 'test-root-secret' };

export interface Credentials {
  readonly access: string;
  readonly secret: string;
}

export interface GatewayOptions {
  readonly backend?: 'memory' | 'posix';
  readonly server?: Partial<ServerConfig>;
  readonly iam?: Partial<IamConfig>;
  readonly posix?: Partial<PosixConfig>;
  readonly tracing?: Partial<TracingConfig>;
  readonly audit?: Partial<AuditConfig>;
  readonly website?: Partial<WebsiteConfig>;
  readonly sentry?: Partial<SentryConfig>;
  readonly metrics?: Partial<MetricsConfig>;
  readonly console?: Partial<ConsoleConfig>;
}

export interface Sending {
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Instead of the digest of the body. */
  readonly payloadHash?: string;
  /** Root when absent, nobody when null. */
  readonly as?: Credentials | null;
}

/** The whole application on a free port, with signed requests to it. */
export class TestGateway {
  private constructor(
    readonly application: Application,
    /** Of the S3 API, of the administration API, of websites and of metrics where these have their own. */
    readonly urls: readonly string[],
    /** Directory of the posix backend; empty for memory. */
    readonly directory: string,
  ) {}

  get url(): string {
    return this.urls[0] ?? '';
  }

  static async start(options: GatewayOptions = {}): Promise<TestGateway> {
    const directory =
      options.backend === 'posix'
        ? (options.posix?.root ?? (await mkdtemp(join(tmpdir(), 'glassgate-'))))
        : '';
    const settings: Settings = {
      server: Object.assign(new ServerConfig(), { port: ['127.0.0.1:0'], quiet: true }, options.server),
      iam: Object.assign(new IamConfig(), { rootAccess: ROOT.access, rootSecret: ROOT.secret }, options.iam),
      tracing: Object.assign(new TracingConfig(), options.tracing),
      audit: Object.assign(new AuditConfig(), options.audit),
      logging: new LoggingConfig(),
      website: Object.assign(new WebsiteConfig(), options.website),
      sentry: Object.assign(new SentryConfig(), options.sentry),
      metrics: Object.assign(new MetricsConfig(), options.metrics),
      console: Object.assign(new ConsoleConfig(), options.console),
      // Runs are for the tests to start.
      lifecycle: Object.assign(new LifecycleConfig(), { interval: 0 }),
      backend:
        options.backend === 'posix'
          ? { kind: 'posix', posix: Object.assign(new PosixConfig(), { root: directory }, options.posix) }
          : { kind: 'memory' },
    };
    const application = await Application.create(settings);
    const urls = await application.listen();
    return new TestGateway(application, urls, directory);
  }

  /** A signed request. `path` is sent as it is: percent-encoded, query included. */
  send(method: string, path: string, sending: Sending = {}): Test {
    const { headers = {}, body, payloadHash, as = ROOT } = sending;
    const signed = as
      ? signRequest({
          method,
          url: `${this.url}${path}`,
          headers,
          body,
          payloadHash,
          region: 'us-east-1',
          ...as,
        })
      : headers;
    let test = new request.Test(this.url, method, path).buffer(true).parse(collect).expect(assertIds);
    for (const [name, value] of Object.entries(signed)) test = test.set(name, value);
    // Bytes, because supertest would give a text a Content-Type.
    return body === undefined ? test : test.send(Buffer.from(body));
  }

  async stop(): Promise<void> {
    await this.application.close();
    if (this.directory) await rm(this.directory, { recursive: true, force: true });
  }
}

/** Stand on every answer, whatever it is. Source: S3 API Reference, "Common response headers". */
function assertIds({ headers }: request.Response): void {
  if (!headers['x-amz-request-id'] || !headers['x-amz-id-2']) throw new Error('the answer has no ids');
}

/** Every body as bytes. */
function collect(response: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const stream = response as unknown as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
