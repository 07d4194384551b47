import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tracing } from '../../../src/tracing/tracing.js';
import { TestGateway } from '../../support/test-gateway.js';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** The key that a tracing service wants with every export. */
const HEADERS = { 'x-honeycomb-team': 'a-key' };

/** A receiver that asks for a certificate of its clients. */
interface SecureReceiver {
  readonly endpoint: string;
  /** Value of the header of each export that came through. */
  readonly keys: unknown[];
  readonly stop: () => void;
}

let home: string;
let saved: NodeJS.ProcessEnv;

const path = (name: string): string => join(home, name);
const read = (name: string): Buffer => readFileSync(path(name));

function openssl(...options: string[]): void {
  execFileSync('openssl', options, { cwd: home, stdio: 'pipe' });
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

function authority(name: string): void {
  openssl('req', '-x509', ...EC, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
}

function certificate(name: string): void {
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'subjectAltName=DNS:localhost'];
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl('req', '-x509', ...EC, '-subj', `/CN=${name}`, ...signer, ...leaf, ...files);
}

async function httpReceiver(): Promise<SecureReceiver> {
  const keys: unknown[] = [];
  const files = { ca: read('ca.pem'), cert: read('server.pem'), key: read('server.key') };
  const server = createServer({ ...files, requestCert: true }, (request, response) => {
    keys.push(request.headers['x-honeycomb-team']);
    request.resume().on('end', () => response.writeHead(200).end());
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `https://localhost:${(server.address() as AddressInfo).port}`, keys, stop };
}

async function grpcReceiver(): Promise<SecureReceiver> {
  const keys: unknown[] = [];
  const server = new GrpcServer();
  const asIs = (bytes: Buffer): Buffer => bytes;
  const codec = {
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { export: { path: EXPORT, requestStream: false, responseStream: false, ...codec } },
    {
      export: (
        call: { metadata: { getMap(): Record<string, unknown> } },
        respond: (error: null, answer: Buffer) => void,
      ) => {
        keys.push(call.metadata.getMap()['x-honeycomb-team']);
        respond(null, Buffer.alloc(0));
      },
    },
  );
  const pair = { cert_chain: read('server.pem'), private_key: read('server.key') };
  const credentials = ServerCredentials.createSsl(read('ca.pem'), [pair], true);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('localhost:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { endpoint: `https://localhost:${port}`, keys, stop: () => server.forceShutdown() };
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'glassgate-tls-'));
  for (const name of ['ca', 'stranger']) authority(name);
  for (const name of ['server', 'client']) certificate(name);
});

afterAll(() => rmSync(home, { recursive: true }));

beforeEach(() => {
  saved = { ...process.env };
  Object.assign(process.env, {
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
    OTEL_EXPORTER_OTLP_CERTIFICATE: path('ca.pem'),
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: path('client.pem'),
    OTEL_EXPORTER_OTLP_CLIENT_KEY: path('client.key'),
  });
});

afterEach(() => {
  process.env = saved;
});

describe.each([
  ['http', httpReceiver],
  ['grpc', grpcReceiver],
] as const)('OTLP over %s with TLS', (protocol, listen) => {
  /** Serves one request and closes; gives back the answer, the counters, and what came through. */
  async function exchange() {
    const receiver = await listen();
    const tracing = {
      enabled: true,
      endpoint: receiver.endpoint,
      useHttp: protocol === 'http',
      headers: HEADERS,
    };
    const gateway = await TestGateway.start({ backend: 'memory', tracing });
    const { status } = await gateway.send('PUT', '/photos');
    const tally = gateway.application.nest.get(Tracing).tally;
    await gateway.stop();
    receiver.stop();
    return { status, exported: tally?.exported ?? -1, dropped: tally?.dropped ?? -1, keys: receiver.keys };
  }

  it('shows the certificate of the client, and its headers arrive', async () => {
    const { status, exported, dropped, keys } = await exchange();
    expect(status).toBe(200);
    expect(exported).toBeGreaterThan(0);
    expect(dropped).toBe(0);
    expect(new Set(keys)).toEqual(new Set([HEADERS['x-honeycomb-team']]));
  });

  it.each([
    ['that it does not trust', { OTEL_EXPORTER_OTLP_CERTIFICATE: 'stranger.pem' }],
    [
      'that does not trust it',
      { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '', OTEL_EXPORTER_OTLP_CLIENT_KEY: '' },
    ],
  ])('loses spans and nothing else at a receiver %s', async (_, files) => {
    for (const [name, file] of Object.entries(files)) process.env[name] = file && path(file);
    const { status, exported, dropped, keys } = await exchange();
    expect(status).toBe(200);
    expect(exported).toBe(0);
    expect(dropped).toBeGreaterThan(0);
    expect(keys).toEqual([]);
  });
});
