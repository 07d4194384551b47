import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { parseAddress, type Address } from './config/address.js';
import { answerBrokenRequest } from './s3/response/broken-request.js';
import type { S3HttpRequest } from './s3/request/s3-request.js';

/** Milliseconds without a byte in either direction; joining the parts of a large upload takes minutes. */
const IDLE_TIMEOUT = 600_000;

/** What Node's defaults get wrong for S3: uploads may take hours, and a refused one must not send its body. */
export function tuneServer(server: Server): void {
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 60_000;
  server.timeout = IDLE_TIMEOUT;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  server.on('clientError', answerBrokenRequest);
}

/** A listener of its own for the administration API, in front of the same application. @throws Error EADDRINUSE… */
export async function openAdminListener(port: string, application: RequestListener): Promise<Server> {
  const address = requiredAddress(port);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    (request as S3HttpRequest).onAdminListener = true;
    application(request, response);
  });
  tuneServer(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return server;
}

/** @throws Error */
export function requiredAddress(text: string): Address {
  const address = parseAddress(text);
  if (!address) throw new Error(`cannot listen on ${text}`);
  return address;
}

/** Where a client on this machine finds the server. */
export function urlOf(server: Server, host: string | undefined): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const everywhere = host === undefined || host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
