import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import type { Answer } from './answer.js';
import { ROOT } from './test-gateway.js';

/** A request and how it gets there. */
export interface Exchange {
  readonly method?: string;
  /** Names what is signed and sent as Host; it need not be where the connection goes. */
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Not signed. */
  readonly anonymous?: true;
  /** Where the connection goes, if not where the URL says. */
  readonly to?: Pick<RequestOptions, 'host' | 'port' | 'socketPath'>;
  /** Certificate that the server must show. */
  readonly ca?: string;
}

/** One signed request on a connection of its own: for addresses, hosts and sockets that supertest does not know. */
export function exchange({ method = 'GET', url, headers = {}, body, ...how }: Exchange): Promise<Answer> {
  const signed = how.anonymous
    ? headers
    : signRequest({ method, url, headers, body, region: 'us-east-1', ...ROOT });
  const { protocol, host, hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', protocol.length + 2)) || '/';
  const options: RequestOptions & { ca?: string } = {
    method,
    host: hostname,
    port,
    path: path.startsWith('/') && url.includes('/', protocol.length + 2) ? path : '/',
    headers: { host, ...signed, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
    ca: how.ca,
    ...how.to,
  };
  const isTls = protocol === 'https:';
  options.agent = isTls ? new TlsAgent() : new PlainAgent();
  return new Promise((resolve, reject) => {
    const sent = (isTls ? tlsRequest : plainRequest)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
