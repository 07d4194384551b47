import { SpanKind } from '@opentelemetry/api';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import { SettingsError } from '../../../src/config/settings.error.js';
import { TracingConfig } from '../../../src/config/tracing.config.js';
import { ExportThread } from '../../../src/tracing/export/export-thread.js';
import { RecordedSpan } from '../../../src/tracing/recorder/recorded-span.js';
import { kept } from '../../support/kept-trace.js';

const lines: string[] = [];
let saved: NodeJS.ProcessEnv;
let thread: ExportThread;
const servers = new Set<{ stop(): unknown }>();

beforeEach(() => {
  saved = { ...process.env };
  lines.length = 0;
});

afterEach(async () => {
  process.env = saved;
  await thread.shutdown(100);
  for (const server of servers) await server.stop();
  servers.clear();
});

async function start(values: Partial<TracingConfig>): Promise<ExportThread> {
  const config = Object.assign(new TracingConfig(), { enabled: true, ...values });
  thread = await ExportThread.start(config, (line) => lines.push(line));
  return thread;
}

async function receive(protocol: 'http' | 'grpc'): Promise<OtlpReceiver> {
  const receiver = await OtlpReceiver.start(protocol);
  servers.add(receiver);
  return receiver;
}

const workerOf = (exporting: ExportThread): Worker | undefined =>
  (exporting as unknown as { readonly thread: { readonly worker?: Worker } }).thread.worker;

/** Takes connections and says nothing. */
async function silentPort(): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    servers.add({ stop: () => socket.destroy() });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.add({ stop: () => server.close() });
  return (server.address() as AddressInfo).port;
}

describe.each(['http', 'grpc'] as const)('ExportThread, to OTLP over %s', (protocol) => {
  const to = (endpoint: string) => start({ endpoint, useHttp: protocol === 'http' });

  it('delivers what was kept, its root last, and nothing else', async () => {
    process.env.OTEL_BSP_SCHEDULE_DELAY = '10';
    const receiver = await receive(protocol);
    await to(receiver.endpoint);
    const unwanted = kept(2);
    unwanted.decision = { keep: false, reason: 'not_sampled' };
    thread.take(unwanted);
    const root = kept(3);
    thread.take(root);
    const spans = await receiver.waitFor(3);
    expect(spans.map(({ name, traceId }) => [name, traceId])).toEqual([
      ['Posix.IO.ReadData', root.traceId],
      ['Posix.IO.ReadData', root.traceId],
      ['S3.GetObject', root.traceId],
    ]);
    await thread.shutdown(5_000);
    expect(thread.counts).toEqual([
      { name: 'otlp', exported: 3, dropped: {}, queued: 0, inFlight: 0, why: '' },
    ]);
    expect(thread.tally).toMatchObject({ exported: 3, dropped: 0, queued: 0 });
    expect(lines).toEqual([]);
  });

  it('delivers at the end what waits, and what came late', async () => {
    process.env.OTEL_BSP_SCHEDULE_DELAY = '100000';
    const receiver = await receive(protocol);
    await to(receiver.endpoint);
    const root = kept(2);
    const late = new RecordedSpan(root, root.span, 'event.publish', SpanKind.PRODUCER, Date.now());
    root.add(late);
    thread.take(root);
    late.end();
    thread.takeLate(root, late);
    expect(thread.counts).toMatchObject([{ exported: 0, queued: 3 }]);
    await thread.shutdown(5_000);
    expect(receiver.spans.map(({ name }) => name)).toEqual([
      'Posix.IO.ReadData',
      'S3.GetObject',
      'event.publish',
    ]);
  });

  it('ends at the deadline of the shutdown, and counts what was not delivered', async () => {
    await to(`${protocol === 'http' ? 'http://' : ''}127.0.0.1:${await silentPort()}`);
    thread.take(kept(3));
    await thread.shutdown(300);
    expect(thread.counts).toEqual([
      {
        name: 'otlp',
        exported: 0,
        dropped: { shutdown: 3 },
        queued: 0,
        inFlight: 0,
        why: expect.stringContaining('shut down'),
      },
    ]);
    expect(thread.tally).toMatchObject({ exported: 0, dropped: 3, queued: 0 });
    expect(lines).toEqual([
      'dropped 3 spans (3 since the start): tracing was shut down before they were delivered',
    ]);
  });

  it('keeps exact accounts of many', async () => {
    const receiver = await receive(protocol);
    await to(receiver.endpoint);
    for (let trace = 0; trace < 1000; trace += 1) thread.take(kept(10));
    await thread.shutdown(20_000);
    expect(receiver.spans).toHaveLength(10_000);
    expect(thread.counts).toEqual([
      { name: 'otlp', exported: 10_000, dropped: {}, queued: 0, inFlight: 0, why: '' },
    ]);
    expect(thread.tally).toMatchObject({ exported: 10_000, dropped: 0, queued: 0 });
  });

  it('loses whole traces when the queue is full, with what comes late of them', async () => {
    process.env.OTEL_BSP_MAX_QUEUE_SIZE = '8';
    const receiver = await receive(protocol);
    await to(receiver.endpoint);
    const roots = [kept(5), kept(5), kept(3)];
    for (const root of roots) thread.take(root);
    const late = new RecordedSpan(roots[1]!, roots[1]!.span, 'event.publish', SpanKind.PRODUCER, Date.now());
    late.end();
    thread.takeLate(roots[1]!, late);
    await thread.shutdown(5_000);
    expect(new Map(receiver.traces().map((spans) => [spans[0]?.traceId, spans.length]))).toEqual(
      new Map([
        [roots[0]?.traceId, 5],
        [roots[2]?.traceId, 3],
      ]),
    );
    expect(thread.handover).toMatchObject({ handedOver: 8, lost: { export_queue_full: 6 } });
    expect(thread.tally).toMatchObject({ exported: 8, dropped: 6, queued: 0 });
    expect(lines[0]).toBe('dropped 5 spans (5 since the start): the queue of 8 spans or 64 MiB is full');
  });
});

describe('ExportThread', () => {
  it('goes on in a new thread when the thread dies, and counts what it held', async () => {
    const receiver = await receive('grpc');
    await start({ endpoint: receiver.endpoint });
    thread.take(kept(2));
    await workerOf(thread)!.terminate();
    expect(thread.counts).toMatchObject([{ dropped: { thread_died: 2 }, queued: 0 }]);
    expect(lines).toEqual([expect.stringContaining('the export thread has ended')]);
    thread.take(kept(3));
    expect(await receiver.waitFor(3)).toHaveLength(3);
    await thread.shutdown(5_000);
    expect(thread.tally).toMatchObject({ exported: 3, dropped: 2, queued: 0 });
  });

  it('says what is wrong with a setting', async () => {
    await expect(start({ endpoint: 'not an endpoint' })).rejects.toThrow(TypeError);
    const file = '/nowhere/traces.jsonl';
    await expect(start({ exporters: ['file'], file })).rejects.toThrow(
      new SettingsError([`--otel-file: cannot write "${file}": ENOENT`]),
    );
  });

  it.each([{ exporters: [] }, { enabled: false }])('needs no thread for %j', async (values) => {
    await start(values);
    thread.take(kept(2));
    expect(thread.counts).toEqual([]);
    expect(workerOf(thread)).toBeUndefined();
  });
});
