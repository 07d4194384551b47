import { Logger } from '@nestjs/common';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tracing } from '../../../src/tracing/tracing.js';
import { OtlpReceiver } from '../../support/otlp-receiver.js';
import { TestGateway } from '../../support/test-gateway.js';

const REQUESTS = 20;

/** Milliseconds. */
const EXPORT_TIMEOUT = 500;

/** What the SDK reads at the start; short, so that a test need not wait for the usual ten seconds. */
const TIMES = {
  OTEL_BSP_SCHEDULE_DELAY: '20',
  OTEL_EXPORTER_OTLP_TIMEOUT: String(EXPORT_TIMEOUT),
  OTEL_BSP_EXPORT_TIMEOUT: String(EXPORT_TIMEOUT),
};

async function start(protocol: 'http' | 'grpc', endpoint: string): Promise<TestGateway> {
  Object.assign(process.env, TIMES);
  try {
    const tracing = { enabled: true, endpoint, useHttp: protocol === 'http' };
    return await TestGateway.start({ backend: 'memory', tracing });
  } finally {
    for (const name of Object.keys(TIMES)) delete process.env[name];
  }
}

/** Bucket, object, and reads of it: every answer has to be what it is without tracing. */
async function work(gateway: TestGateway): Promise<void> {
  const statuses = [
    await gateway.send('PUT', '/photos'),
    await gateway.send('PUT', '/photos/a', { body: 'x' }),
  ];
  for (let index = 2; index < REQUESTS; index += 1) statuses.push(await gateway.send('GET', '/photos/a'));
  expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 200));
}

/** Closes the gateway; gives back what became of its spans and what the log said of it. */
async function close(gateway: TestGateway): Promise<{ dropped: number; waiting: number; lines: string[] }> {
  const tally = gateway.application.nest.get(Tracing).tally;
  await gateway.stop();
  return { dropped: tally?.dropped ?? -1, waiting: tally?.queued ?? -1, lines };
}

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
});

/** After the start: the application brings a logger of its own. */
function listenToLog(): void {
  const warn = (message: unknown): void => void lines.push(String(message));
  Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn });
}

// An export that the shutdown gave up still loads modules when it fails: not after the end of this file.
afterAll(() => sleep(2 * EXPORT_TIMEOUT));

afterEach(() => Logger.overrideLogger(['error', 'warn']));

describe.each(['http', 'grpc'] as const)('a receiver of OTLP over %s', (protocol) => {
  const endpointOf = (port: number): string =>
    protocol === 'http' ? `http://127.0.0.1:${port}/v1/traces` : `127.0.0.1:${port}`;

  it('that was never there loses spans and nothing else', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const gateway = await start(protocol, endpointOf(port));
    listenToLog();
    await work(gateway);
    const { dropped, waiting } = await close(gateway);
    expect(dropped).toBeGreaterThan(REQUESTS);
    expect(waiting).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/^dropped \d+ spans /));
  });

  it('that stops under way loses what comes behind it and nothing else', async () => {
    const receiver = await OtlpReceiver.start(protocol);
    const gateway = await start(protocol, receiver.endpoint);
    listenToLog();
    const { headers } = await gateway.send('GET', '/');
    const traceId = String(headers['x-trace-id']);
    await receiver.waitFor((spans) =>
      spans.some((span) => span.traceId === traceId && span.kind === 'SERVER'),
    );
    await receiver.stop();
    await work(gateway);
    const { dropped, waiting } = await close(gateway);
    expect(dropped).toBeGreaterThan(REQUESTS);
    expect(waiting).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/^dropped \d+ spans /));
  });

  it('that takes the connection and says nothing holds up neither requests nor the shutdown', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const gateway = await start(protocol, endpointOf((server.address() as AddressInfo).port));
    listenToLog();
    await work(gateway);
    const { dropped, waiting } = await close(gateway);
    expect(dropped).toBeGreaterThan(REQUESTS);
    expect(waiting).toBe(0);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
