import {
  Server as GrpcServer,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { decodeMetrics, type ReceivedMetrics } from './otlp-metrics.js';

const asIs = (bytes: Buffer): Buffer => bytes;

const METRICS_SERVICE: ServiceDefinition = {
  export: {
    path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

/** An OTLP receiver of metrics in the test process that keeps every export that it gets. */
export class MetricsReceiver {
  readonly exports: ReceivedMetrics[] = [];
  /** Headers of each export, names in lower case. */
  readonly headers: Record<string, unknown>[] = [];
  /** Requests that were none for metrics. */
  readonly strays: string[] = [];
  /** As `--otel-endpoint` wants it. */
  endpoint = '';
  /** Does not answer any more. */
  isSilent = false;
  private close: () => Promise<void> = async () => {};

  private constructor() {}

  /** @param tls over HTTP alone: PEM of a certificate for `localhost` and its key */
  static async start(
    protocol: 'http' | 'grpc',
    tls?: { readonly cert: Buffer; readonly key: Buffer },
  ): Promise<MetricsReceiver> {
    const receiver = new MetricsReceiver();
    if (protocol === 'http') await receiver.listenHttp(tls);
    else await receiver.listenGrpc();
    return receiver;
  }

  async stop(): Promise<void> {
    await this.close();
  }

  private accept(body: Buffer, headers: Record<string, unknown>): void {
    this.headers.push(headers);
    this.exports.push(decodeMetrics(body));
  }

  private async listenGrpc(): Promise<void> {
    const server = new GrpcServer();
    const handler: UntypedHandleCall = (
      call: { request: Buffer; metadata: { getMap(): Record<string, unknown> } },
      respond: (error: Error | null, response?: Buffer) => void,
    ) => {
      try {
        this.accept(call.request, call.metadata.getMap());
        respond(null, Buffer.alloc(0));
      } catch (error) {
        respond(error as Error);
      }
    };
    server.addService(METRICS_SERVICE, { export: handler });
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, number) =>
        error ? reject(error) : resolve(number),
      );
    });
    this.endpoint = `127.0.0.1:${bound}`;
    this.close = async () => server.forceShutdown();
  }

  private async listenHttp(tls?: { readonly cert: Buffer; readonly key: Buffer }): Promise<void> {
    const handle: RequestListener = (request, response) => {
      const receive = async (): Promise<void> => {
        const raw = await buffer(request);
        if (request.method !== 'POST' || request.url !== '/v1/metrics') {
          this.strays.push(`${request.method} ${request.url}`);
          response.writeHead(404).end();
          return;
        }
        if (this.isSilent) return;
        this.accept(request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw, request.headers);
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      };
      receive().catch((error: unknown) => response.writeHead(400).end(String(error)));
    };
    const server = tls ? createTlsServer(tls, handle) : createServer(handle);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    this.endpoint = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
    this.close = async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    };
  }
}
