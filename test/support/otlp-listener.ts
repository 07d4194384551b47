import {
  Server as GrpcServer,
  ServerCredentials,
  type MethodDefinition,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** PEM of a certificate for `localhost`, and its key. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Something that listens on the loopback interface. */
export interface Listening {
  /** `127.0.0.1:4317` for gRPC, a URL without a path for HTTP. */
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

const asIs = (bytes: Buffer): Buffer => bytes;

/** An `Export` method of OTLP, bytes in and nothing out. @param service `trace.v1.TraceService` */
function exportMethod(service: string): MethodDefinition<Buffer, Buffer> {
  return {
    path: `/opentelemetry.proto.collector.${service}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

/**
 * Takes exports over gRPC; what `accept` throws is the answer.
 * @param service `trace.v1.TraceService`
 */
export async function listenGrpc(
  service: string,
  accept: (body: Buffer, headers: Record<string, unknown>) => void,
  port = 0,
): Promise<Listening> {
  const server = new GrpcServer();
  const handler: UntypedHandleCall = (
    call: { request: Buffer; metadata: { getMap(): Record<string, unknown> } },
    respond: (error: Error | null, response?: Buffer) => void,
  ) => {
    try {
      accept(call.request, call.metadata.getMap());
      respond(null, Buffer.alloc(0));
    } catch (error) {
      respond(error as Error);
    }
  };
  server.addService({ export: exportMethod(service) }, { export: handler });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, number) =>
      error ? reject(error) : resolve(number),
    );
  });
  return { endpoint: `127.0.0.1:${bound}`, close: async () => server.forceShutdown() };
}

/** Takes HTTP requests. */
export async function listenHttp(handle: RequestListener, port = 0, tls?: Tls): Promise<Listening> {
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    endpoint: tls ? `https://localhost:${bound}` : `http://127.0.0.1:${bound}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The body of a request as it was before it was compressed. */
export async function plainBody(request: IncomingMessage): Promise<Buffer> {
  const raw = await buffer(request);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
}
