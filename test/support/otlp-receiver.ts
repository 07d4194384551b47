import {
  Server as GrpcServer,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { decodeJsonRequest } from './otlp-json.js';
import { decodeProtobufRequest } from './otlp-protobuf.js';
import type { ReceivedSpan } from './received-span.js';

const asIs = (bytes: Buffer): Buffer => bytes;

const TRACE_SERVICE: ServiceDefinition = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

/** An OTLP trace receiver in the test process that keeps every span it gets. */
export class OtlpReceiver {
  /** All spans so far, in the order of arrival. */
  readonly spans: ReceivedSpan[] = [];
  /** Each export request as it came in, uncompressed. */
  readonly bodies: Buffer[] = [];
  /** Headers of each export request, names in lower case. */
  readonly headers: Record<string, unknown>[] = [];
  /** As `--otel-endpoint` wants it. */
  endpoint = '';
  private readonly arrivals = new EventEmitter();
  private close: () => Promise<void> = async () => {};

  private constructor() {}

  /** Listens on a port of the loopback interface. */
  static async start(protocol: 'http' | 'grpc', port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    if (protocol === 'http') await receiver.listenHttp(port);
    else await receiver.listenGrpc(port);
    return receiver;
  }

  /** Waits until that many spans are here, or until `enough` says so of all of them. */
  async waitFor(
    enough: number | ((spans: readonly ReceivedSpan[]) => boolean),
    timeoutMs = 10_000,
  ): Promise<ReceivedSpan[]> {
    const signal = AbortSignal.timeout(timeoutMs);
    const done = typeof enough === 'number' ? () => this.spans.length >= enough : () => enough(this.spans);
    while (!done()) {
      await once(this.arrivals, 'spans', { signal }).catch(() => {
        const names = this.spans.map(({ name }) => name).join(', ');
        throw new Error(`not all spans arrived within ${timeoutMs} ms; here are: ${names || 'none'}`);
      });
    }
    return this.spans;
  }

  /** The spans by trace, in the order of arrival. */
  traces(): ReceivedSpan[][] {
    return [...Map.groupBy(this.spans, ({ traceId }) => traceId).values()];
  }

  /** Forgets what has arrived. */
  clear(): void {
    this.spans.length = 0;
    this.headers.length = 0;
    this.bodies.length = 0;
  }

  async stop(): Promise<void> {
    await this.close();
  }

  private accept(body: Buffer, spans: ReceivedSpan[], headers: Record<string, unknown>): void {
    this.bodies.push(body);
    this.headers.push(headers);
    this.spans.push(...spans);
    this.arrivals.emit('spans');
  }

  private async listenGrpc(port: number): Promise<void> {
    const server = new GrpcServer();
    const handler: UntypedHandleCall = (
      call: { request: Buffer; metadata: { getMap(): Record<string, unknown> } },
      respond: (error: Error | null, response?: Buffer) => void,
    ) => {
      try {
        this.accept(call.request, decodeProtobufRequest(call.request), call.metadata.getMap());
        respond(null, Buffer.alloc(0));
      } catch (error) {
        respond(error as Error);
      }
    };
    server.addService(TRACE_SERVICE, { export: handler });
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, number) =>
        error ? reject(error) : resolve(number),
      );
    });
    this.endpoint = `127.0.0.1:${bound}`;
    this.close = async () => server.forceShutdown();
  }

  private async listenHttp(port: number): Promise<void> {
    const server = createServer((request, response) => {
      this.receive(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
    this.close = async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    };
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const type = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || request.url !== '/v1/traces') {
      response.writeHead(404).end();
    } else if (type.startsWith('application/x-protobuf')) {
      this.accept(body, decodeProtobufRequest(body), request.headers);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    } else if (type.startsWith('application/json')) {
      this.accept(body, decodeJsonRequest(body.toString()), request.headers);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } else {
      response.writeHead(415).end();
    }
  }
}
