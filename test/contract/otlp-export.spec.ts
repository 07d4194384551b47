import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TracingConfig } from '../../src/config/tracing.config.js';
import { S3Error } from '../../src/errors/s3.error.js';
import type { TracedRequest } from '../../src/tracing/request/traced-request.js';
import { startTracing } from '../../src/tracing/start-tracing.js';
import { openSpan, traced } from '../../src/tracing/span.js';
import type { TracingHandle } from '../../src/tracing/tracing-handle.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { sourceOf, startRequest } from '../support/plain-request.js';
import { formatTrace } from '../support/span-tree.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN_ID = 'b7ad6b7169203331';

const config = (values: Partial<TracingConfig>) =>
  Object.assign(new TracingConfig(), { enabled: true, ...values });
const caller = (flags: '00' | '01') => ({ traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-${flags}` });

let handle: TracingHandle | undefined;
const lines: string[] = [];

async function start(values: Partial<TracingConfig>): Promise<TracingHandle> {
  handle = await startTracing(config(values), (line) => lines.push(line));
  return handle;
}

/** One request with one child. */
async function request(headers = {}): Promise<TracedRequest> {
  const span = startRequest(
    'S3.GetObject',
    headers,
    sourceOf({ 's3.bucket': 'photos' }, { 'http.response.body.size': 7 }),
  );
  await span.run(() => traced('Posix.IO.ReadMetadata', { 'posix.bucket': 'photos' }, async () => undefined));
  span.end(200, true);
  return span;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

afterEach(async () => {
  await handle?.shutdown(100);
  handle = undefined;
  lines.length = 0;
});

describe.each(['grpc', 'http'] as const)('export over %s', (protocol) => {
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start(protocol);
  });

  afterEach(() => receiver.stop());

  const startHere = (values: Partial<TracingConfig> = {}) =>
    start({ endpoint: receiver.endpoint, useHttp: protocol === 'http', ...values });

  const startWithTimeout = async (timeoutMs: number, endpoint: string) => {
    const timeout = String(timeoutMs);
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_TIMEOUT: timeout, OTEL_BSP_EXPORT_TIMEOUT: timeout });
    try {
      return await startHere({ endpoint });
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
      delete process.env.OTEL_BSP_EXPORT_TIMEOUT;
    }
  };

  it('delivers a request as one tree with its resource', async () => {
    const { shutdown, tally } = await startHere({ serviceName: 'store', environment: 'test' });
    const { traceId } = await request();
    await shutdown(5_000);
    const [trace = []] = receiver.traces();
    expect(formatTrace(trace)).toBe(
      [
        'S3.GetObject [SERVER] OK',
        '  http.response.body.size = 7',
        '  http.response.status_code = 200',
        '  s3.bucket = photos',
        '  sampling.reason = ratio',
        '    Posix.IO.ReadMetadata OK',
        '      posix.bucket = photos',
        '      posix.duration_ms = <duration>',
        '',
      ].join('\n'),
    );
    expect(trace[0]).toMatchObject({ traceId, scope: 'glassgate' });
    expect(trace[0]?.resource).toMatchObject({
      'service.name': 'store',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'deployment.environment.name': 'test',
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'os.type': process.platform,
      'host.name': expect.any(String),
    });
    expect(tally).toMatchObject({ exported: 2, dropped: 0, queued: 0 });
    expect(lines).toEqual([]);
  });

  it('never sends the arguments of the process, which may hold credentials', async () => {
    const { shutdown } = await startHere();
    await request();
    await shutdown(5_000);
    const names = Object.keys(receiver.spans[0]?.resource ?? {});
    expect(names).not.toContain('process.command_args');
    expect(names).not.toContain('process.command_line');
  });

  it('sends the configured headers with each export', async () => {
    const { shutdown } = await startHere({ headers: { 'x-honeycomb-team': 'key' } });
    await request();
    await shutdown(5_000);
    expect(receiver.headers[0]).toMatchObject({ 'x-honeycomb-team': 'key' });
  });

  it('compresses when OTEL_EXPORTER_OTLP_COMPRESSION says gzip', async () => {
    process.env.OTEL_EXPORTER_OTLP_COMPRESSION = 'gzip';
    try {
      const { shutdown } = await startHere();
      await request();
      await shutdown(5_000);
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_COMPRESSION;
    }
    expect(receiver.spans).toHaveLength(2);
    expect(receiver.headers[0]).toMatchObject(protocol === 'http' ? { 'content-encoding': 'gzip' } : {});
  });

  it('counts and reports what a receiver that is down loses', async () => {
    const { shutdown, tally } = await startWithTimeout(600, `127.0.0.1:${await closedPort()}`);
    for (let index = 0; index < 10; index += 1) await request();
    await shutdown(10_000);
    expect(tally).toMatchObject({ exported: 0, dropped: 20, queued: 0 });
    expect(lines).toEqual([
      expect.stringMatching(/^dropped 20 spans \(20 since the start\): export failed: /),
    ]);
  });

  it('stops at the deadline when a receiver does not answer, and counts what is lost', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    const { shutdown, tally } = await startWithTimeout(900, `127.0.0.1:${await listen(silent)}`);
    await request();
    await shutdown(200);
    expect(tally).toMatchObject({ exported: 0, dropped: 2, queued: 0 });
    expect(lines).toEqual([expect.stringContaining('tracing was shut down before they were delivered')]);
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  it('goes on after a receiver has come back', async () => {
    const { endpoint } = receiver;
    const { shutdown } = await startHere();
    await receiver.stop();
    receiver = await OtlpReceiver.start(protocol, Number(/:(\d+)/.exec(endpoint)?.[1]));
    await request();
    await shutdown(10_000);
    expect(receiver.spans).toHaveLength(2);
  });
});

describe('the spans of a request', () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start('http');
  });

  beforeEach(() => receiver.clear());

  afterAll(() => receiver.stop());

  const startHere = (values: Partial<TracingConfig> = {}) =>
    start({ endpoint: receiver.endpoint, useHttp: true, ...values });

  it('continues the trace of a caller who samples, even when nothing else is kept', async () => {
    const { shutdown } = await startHere({ sampleRate: 0 });
    await request(caller('01'));
    await request();
    await shutdown(5_000);
    expect(receiver.traces()).toHaveLength(1);
    expect(receiver.spans.find(({ kind }) => kind === 'SERVER')).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: CALLER_SPAN_ID,
    });
  });

  it('keeps the decision of a caller who does not sample, and makes no child', async () => {
    const { shutdown, tally } = await startHere();
    const span = startRequest('S3.GetObject', caller('00'), {
      ...sourceOf(),
      atStart: () => {
        throw new Error('attributes were asked for');
      },
    });
    expect(span.traceId).toBe(TRACE_ID);
    span.run(() => expect(openSpan('Posix.IO.ReadData')).toBeUndefined());
    span.end(200, true);
    await shutdown(5_000);
    expect(receiver.spans).toEqual([]);
    expect(tally).toMatchObject({ exported: 0, dropped: 0 });
  });

  it('writes an exception once, where it was thrown, and ERROR on every level', async () => {
    const { shutdown } = await startHere();
    const span = startRequest('S3.GetObject');
    const low = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    await span.run(() =>
      traced('Backend.GetObject', {}, () =>
        traced('Posix.IO.OpenFile', {}, () => Promise.reject(low)).catch((cause: unknown) => {
          throw new S3Error('NoSuchKey', {}, { cause });
        }),
      ).catch((error: unknown) => span.fail(error)),
    );
    span.end(404, true);
    await shutdown(5_000);
    const outline = receiver.spans.map(({ name, status, events, attributes }) => [
      name,
      status.code,
      attributes['error.type'],
      events.length,
    ]);
    expect(outline).toEqual([
      ['Posix.IO.OpenFile', 'ERROR', 'ENOENT', 1],
      ['Backend.GetObject', 'ERROR', 'NoSuchKey', 0],
      ['S3.GetObject', 'ERROR', 'NoSuchKey', 0],
    ]);
    expect(receiver.spans[0]?.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'ENOENT' },
    });
  });

  const broken = (code: string) => Object.assign(new Error('x'), { code });

  it.each([
    { what: 'a whole response', status: 200, complete: true, expected: ['OK', undefined] },
    {
      what: 'a thrown answer below 400',
      status: 304,
      complete: true,
      failure: new S3Error('NotModified'),
      expected: ['OK', undefined],
    },
    { what: 'an answer above 400 without an error', status: 403, complete: true, expected: ['ERROR', '403'] },
    { what: 'a client that went away', status: 200, complete: false, expected: ['ERROR', 'client_closed'] },
    {
      what: 'a client that broke a write',
      status: 200,
      complete: false,
      failure: broken('EPIPE'),
      expected: ['ERROR', 'client_closed'],
    },
    {
      what: 'a body that broke on our side',
      status: 200,
      complete: false,
      failure: broken('EIO'),
      expected: ['ERROR', 'EIO'],
    },
  ])('tells $what by its status', async ({ status, complete, failure, expected }) => {
    const { shutdown } = await startHere();
    const request = startRequest('S3.GetObject');
    request.fail(failure);
    request.end(status, complete);
    request.end(500, true);
    await shutdown(5_000);
    expect(receiver.spans).toHaveLength(1);
    const [span] = receiver.spans;
    expect([span?.status.code, span?.attributes['error.type']]).toEqual(expected);
    expect(span?.attributes['http.response.status_code']).toBe(status);
  });

  it('refuses spans beyond the queue and counts them', async () => {
    Object.assign(process.env, { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4' });
    try {
      const { shutdown, tally } = await startHere();
      const root = startRequest('S3.GetObject');
      root.run(() => {
        for (let index = 0; index < 40; index += 1) openSpan('Posix.IO.ReadData')?.end();
      });
      await shutdown(5_000);
      expect(tally.exported).toBe(receiver.spans.length);
      expect(tally.exported + tally.dropped).toBe(40);
      expect(tally.dropped).toBeGreaterThan(20);
      expect(lines[0]).toContain('the queue of 4 spans or 64 MiB is full');
    } finally {
      delete process.env.OTEL_BSP_MAX_QUEUE_SIZE;
      delete process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE;
    }
  });

  it('makes no span any more after the shutdown', async () => {
    const { shutdown } = await startHere();
    await shutdown(5_000);
    expect(startRequest('S3.GetObject').span).toBeUndefined();
    expect(openSpan('Posix.IO.ReadData')).toBeUndefined();
  });
});
