import { Server as GrpcServer, ServerCredentials, status as code } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TracingConfig } from '../../../src/config/tracing.config.js';
import { Tracing } from '../../../src/tracing/tracing.js';
import { eventually } from '../../support/eventually.js';
import { GatewayProcess } from '../../support/gateway-process.js';
import { decodeJsonRequest } from '../../support/otlp-json.js';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import type { ReceivedSpan } from '../../support/received-span.js';
import { TestGateway } from '../../support/test-gateway.js';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

let home: string;
let file: string;
let saved: NodeJS.ProcessEnv;
const cleanup: (() => unknown)[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'glassgate-exporters-'));
  file = join(home, 'traces.jsonl');
  saved = { ...process.env };
  process.env.OTEL_BSP_SCHEDULE_DELAY = '20';
});

afterEach(async () => {
  for (const clean of cleanup.splice(0).toReversed()) await clean();
  process.env = saved;
  Logger.overrideLogger(['error', 'warn']);
  rmSync(home, { recursive: true });
});

async function start(tracing: Partial<TracingConfig>): Promise<TestGateway> {
  const gateway = await TestGateway.start({ backend: 'memory', tracing: { enabled: true, ...tracing } });
  // Losses are wanted here, and stand in the log.
  Logger.overrideLogger(false);
  return gateway;
}

/** Stops the gateway; gives back what became of its spans. */
async function stop(gateway: TestGateway): Promise<{ exported: number; dropped: number; queued: number }> {
  const { tally } = gateway.application.nest.get(Tracing);
  await gateway.stop();
  const { exported = -1, dropped = -1, queued = -1 } = tally ?? {};
  return { exported, dropped, queued };
}

async function otlp(): Promise<OtlpReceiver> {
  const receiver = await OtlpReceiver.start('http');
  cleanup.push(() => receiver.stop());
  return receiver;
}

/** An HTTP server that keeps the bodies which it has accepted; `answer` says by which status, request by request. */
async function httpServer(
  answer: (index: number) => number | Promise<number> = () => 202,
  body: Buffer = Buffer.alloc(0),
) {
  const bodies: Buffer[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const index = requests++;
    void (async () => {
      const received = await buffer(request);
      const status = await answer(index);
      if (status < 300) bodies.push(received);
      response.writeHead(status).end(body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

/** A port on which nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind?: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags: Readonly<Record<string, string>>;
}

const zipkinSpans = (bodies: readonly Buffer[]): ZipkinSpan[] =>
  bodies.flatMap((body) => JSON.parse(body.toString()) as ZipkinSpan[]);

const fileSpans = (): ReceivedSpan[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => decodeJsonRequest(line));

const byId = (spans: readonly ReceivedSpan[]): Map<string, ReceivedSpan> =>
  new Map(spans.map((span) => [span.spanId, span]));

describe('the exporter console', () => {
  it('shows traces as trees on standard error', async () => {
    const gateway = await GatewayProcess.start({ backend: 'memory', flags: ['--otel-exporter', 'console'] });
    const response = await fetch(`${gateway.url}/photos`);
    expect(response.status).toBe(404);
    gateway.signal('SIGTERM');
    expect(await gateway.exitCode()).toBe(0);
    const shown = gateway.logs.slice(gateway.logs.indexOf(' trace '));
    expect(shown).toContain(`trace ${response.headers.get('x-trace-id')}\n  S3.ListObjects SERVER `);
    expect(shown).toMatch(/^ {4}Acl\.\w+ [\d.]+ ms ERROR/m);
    expect(shown).toContain(' s3.bucket=photos');
  });
});

describe('the exporter file', () => {
  it('writes OTLP JSON that holds what a receiver gets', async () => {
    const receiver = await otlp();
    const gateway = await start({
      exporters: ['otlp', 'file'],
      endpoint: receiver.endpoint,
      useHttp: true,
      file,
    });
    await gateway.send('PUT', '/photos');
    await gateway.send('GET', '/photos/gone');
    const { exported, dropped } = await stop(gateway);
    expect(dropped).toBe(0);
    expect(exported).toBe(2 * receiver.spans.length);
    expect(byId(fileSpans())).toEqual(byId(receiver.spans));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('adds to what is there', async () => {
    for (const bucket of ['one', 'two']) {
      const gateway = await start({ exporters: ['file'], file });
      await gateway.send('PUT', `/${bucket}`);
      await stop(gateway);
    }
    const requests = fileSpans().filter(({ kind }) => kind === 'SERVER');
    expect(requests.map(({ attributes }) => attributes['s3.bucket'])).toEqual(['one', 'two']);
  });
});

describe('the exporter zipkin', () => {
  it('sends the spans as Zipkin knows them', async () => {
    const { url, bodies } = await httpServer();
    const gateway = await start({
      exporters: ['zipkin'],
      zipkinEndpoint: `${url}/api/v2/spans`,
      serviceName: 'store',
    });
    const { headers } = await gateway.send('PUT', '/photos');
    const { exported, dropped } = await stop(gateway);
    const spans = zipkinSpans(bodies);
    expect([exported, dropped]).toEqual([spans.length, 0]);
    const request = spans.find(({ kind }) => kind === 'SERVER');
    expect(request).toMatchObject({
      traceId: headers['x-trace-id'],
      name: 'S3.CreateBucket',
      localEndpoint: { serviceName: 'store' },
      tags: { 's3.bucket': 'photos', 'http.response.status_code': '200' },
    });
    expect(spans.filter(({ parentId }) => parentId === request?.id)).not.toEqual([]);
  });
});

describe('several exporters', () => {
  it('get the same, whatever becomes of one of them', async () => {
    process.env.OTEL_BSP_EXPORT_TIMEOUT = '400';
    const receiver = await otlp();
    const gateway = await start({
      exporters: ['otlp', 'file', 'zipkin'],
      endpoint: receiver.endpoint,
      useHttp: true,
      file,
      zipkinEndpoint: await deadUrl(),
    });
    const statuses = [await gateway.send('PUT', '/photos'), await gateway.send('GET', '/photos')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
    const { exported, dropped, queued } = await stop(gateway);
    expect(receiver.spans.length).toBeGreaterThan(2);
    expect(byId(fileSpans())).toEqual(byId(receiver.spans));
    expect([exported, dropped, queued]).toEqual([2 * receiver.spans.length, receiver.spans.length, 0]);
  });
});

describe('a receiver', () => {
  /** 503 twice, then well. */
  const unwell = (index: number): number => (index < 2 ? 503 : 200);

  it.each(['otlp', 'zipkin'] as const)(
    'of %s that is unwell for a while gets all in the end',
    async (name) => {
      const { url, bodies } = await httpServer(unwell);
      const gateway = await start({ exporters: [name], endpoint: url, useHttp: true, zipkinEndpoint: url });
      await gateway.send('PUT', '/photos');
      await eventually(() => bodies.length > 0);
      const { exported, dropped } = await stop(gateway);
      expect(exported).toBeGreaterThan(1);
      expect(dropped).toBe(0);
    },
  );

  it.each([
    ['is unavailable', code.UNAVAILABLE, true],
    ['refuses the key', code.UNAUTHENTICATED, false],
  ])('of OTLP over gRPC that %s is asked again only where that may help', async (_, answer, isAskedAgain) => {
    const server = new GrpcServer();
    const asIs = (bytes: Buffer): Buffer => bytes;
    const codec = {
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    let exports = 0;
    server.addService(
      { export: { path: EXPORT, requestStream: false, responseStream: false, ...codec } },
      {
        export: (_call: unknown, respond: (error: object | null, bytes?: Buffer) => void) => {
          exports += 1;
          respond(exports < 3 ? { code: answer, details: 'no' } : null, Buffer.alloc(0));
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    cleanup.push(() => server.forceShutdown());
    const gateway = await start({ endpoint: `127.0.0.1:${port}` });
    await gateway.send('PUT', '/photos');
    const { tally } = gateway.application.nest.get(Tracing);
    await eventually(() => tally !== undefined && tally.exported + tally.dropped > 0);
    await gateway.stop();
    expect(exports).toBe(isAskedAgain ? 3 : 1);
    expect(tally).toMatchObject(isAskedAgain ? { dropped: 0 } : { exported: 0 });
  });

  it('of Zipkin that says nothing loses spans and holds up nothing', async () => {
    process.env.OTEL_BSP_EXPORT_TIMEOUT = '200';
    const { url } = await httpServer(() => new Promise<number>(() => undefined));
    const gateway = await start({ exporters: ['zipkin'], zipkinEndpoint: url });
    const { status } = await gateway.send('PUT', '/photos');
    const { exported, dropped, queued } = await stop(gateway);
    expect([status, exported, queued]).toEqual([200, 0, 0]);
    expect(dropped).toBeGreaterThan(1);
  });

  it('of OTLP that refuses some of the spans is not taken to have them', async () => {
    // ExportTraceServiceResponse, of which 1 is partial_success: 1 rejected_spans, 2 error_message.
    const { url } = await httpServer(() => 200, Buffer.from([0x0a, 6, 0x08, 2, 0x12, 2, 0x6e, 0x6f]));
    process.env.OTEL_BSP_SCHEDULE_DELAY = '100000';
    const gateway = await start({ endpoint: url, useHttp: true });
    await gateway.send('PUT', '/photos');
    const { exported, dropped } = await stop(gateway);
    expect(exported).toBeGreaterThan(0);
    expect(dropped).toBe(2);
  });

  it('that is slow holds up no request, and gets all in the end', async () => {
    const slow = Promise.withResolvers<number>();
    const { url, bodies } = await httpServer(() => slow.promise);
    const gateway = await start({ endpoint: url, useHttp: true });
    const first = await gateway.send('PUT', '/photos');
    const others = [];
    for (let index = 0; index < 20; index += 1) others.push(await gateway.send('GET', '/photos'));
    expect(new Set([first, ...others].map(({ status }) => status))).toEqual(new Set([200]));
    expect(gateway.application.nest.get(Tracing).tally).toMatchObject({ exported: 0, dropped: 0 });
    slow.resolve(200);
    const { exported, dropped } = await stop(gateway);
    expect(exported).toBeGreaterThan(21);
    expect(dropped).toBe(0);
    expect(bodies.length).toBeGreaterThan(0);
  });
});
