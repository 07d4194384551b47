import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportResult } from '@opentelemetry/core';
import { gcpTarget } from '../../../src/tracing/export/exporters/gcp.target.js';
import { SpanDecoder } from '../../../src/tracing/export/span-decoder.js';
import { TraceEncoder } from '../../../src/tracing/export/trace-encoder.js';
import { gatewayResource } from '../../../src/tracing/resource.js';
import { kept } from '../../support/kept-trace.js';
import { protobufFields } from '../../support/protobuf-fields.js';

const METHOD = '/google.devtools.cloudtrace.v2.TraceService/BatchWriteSpans';

let home: string;
let saved: NodeJS.ProcessEnv;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'glassgate-gcp-'));
  saved = { ...process.env };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', 'server.key', '-out', 'server.pem'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...files], { cwd: home, stdio: 'pipe' });
  execFileSync('openssl', ['genrsa', '-out', 'account.key', '2048'], { cwd: home, stdio: 'pipe' });
  const account = {
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: 'key',
    private_key: readFileSync(join(home, 'account.key'), 'utf8'),
    client_email: 'gateway@my-project.iam.example',
    client_id: '1',
    // Outside of Google's own universe an account signs its tokens itself, and asks nobody for them.
    universe_domain: 'example',
  };
  writeFileSync(join(home, 'account.json'), JSON.stringify(account));
  process.env.GOOGLE_APPLICATION_CREDENTIALS = join(home, 'account.json');
  // Read when gRPC is loaded, which is why that is done below.
  process.env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH = join(home, 'server.pem');
});

afterAll(() => {
  process.env = saved;
  rmSync(home, { recursive: true });
});

/** What stands in for Google: keeps requests, and the tokens that came with them. */
async function cloudTrace() {
  const { Server, ServerCredentials } = await import('@grpc/grpc-js');
  const server = new Server();
  const requests: Buffer[] = [];
  const tokens: string[] = [];
  const asIs = (bytes: Buffer): Buffer => bytes;
  const codec = {
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { write: { path: METHOD, requestStream: false, responseStream: false, ...codec } },
    {
      write: (
        call: { request: Buffer; metadata: { get(name: string): unknown[] } },
        respond: (error: null, answer: Buffer) => void,
      ) => {
        requests.push(call.request);
        tokens.push(String(call.metadata.get('authorization')[0]));
        respond(null, Buffer.alloc(0));
      },
    },
  );
  const pair = {
    cert_chain: readFileSync(join(home, 'server.pem')),
    private_key: readFileSync(join(home, 'server.key')),
  };
  const credentials = ServerCredentials.createSsl(null, [pair]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('localhost:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { endpoint: `localhost:${port}`, requests, tokens, stop: () => server.forceShutdown() };
}

/** Texts of the fields of that number, in messages of that path of fields. */
function texts(message: Buffer, ...path: readonly number[]): string[] {
  const [number, ...rest] = path;
  const found = [...protobufFields(message)].flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );
  return rest.length === 0 ? found.map(String) : found.flatMap((inner) => texts(inner, ...rest));
}

describe('the exporter gcp', () => {
  it('sends the spans to Google Cloud Trace with the credentials of the environment', async () => {
    const cloud = await cloudTrace();
    const root = kept(2);
    const encoder = new TraceEncoder();
    encoder.add(root);
    const resource = await gatewayResource({ serviceName: 'store', environment: 'test' });
    const spans = new SpanDecoder(resource).decode(encoder.take()!);
    const { exporter } = await gcpTarget(cloud.endpoint);
    const result = await new Promise<ExportResult>((resolve) => exporter.export(spans, resolve));
    cloud.stop();
    expect(result).toEqual({ code: 0 });
    const [request = Buffer.alloc(0)] = cloud.requests;
    const [child, parent] = root.spans.toReversed().map((span) => span.spanContext().spanId);
    // Source: google/devtools/cloudtrace/v2/tracing.proto (1 name, 2 spans), trace.proto (2 span_id, 3 parent_span_id,
    // 4 display_name, of which 1 value).
    expect(texts(request, 1)).toEqual(['projects/my-project']);
    expect(texts(request, 2, 1)).toContain(`projects/my-project/traces/${root.traceId}/spans/${parent}`);
    expect(texts(request, 2, 2)).toEqual([child, parent]);
    expect(texts(request, 2, 3)).toEqual([parent]);
    expect(texts(request, 2, 4, 1)).toEqual(['Posix.IO.ReadData', 'S3.GetObject']);
    expect(cloud.tokens).toEqual([expect.stringMatching(/^Bearer ey/)]);
  });
});
