import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { parseListenAddress } from '../config/address.js';
import { answerBrokenRequest, type RefusalDocument } from '../s3/response/broken-request.js';
import { listenOnSocket } from './socket-file.js';
import type { TlsPair } from './tls-files.js';

/** Milliseconds without a byte in either direction; joining the parts of a large upload takes minutes. */
const IDLE_TIMEOUT = 600_000;

/** Milliseconds for a request head, an idle connection between requests, and the greeting of TLS. */
const WAIT_TIMEOUT = 60_000;

/** Milliseconds between two looks for idle connections while a listener is being closed. */
const SWEEP_INTERVAL = 50;

/** How an address is listened on. */
export interface ListenerOptions {
  /** As `parseListenAddress` takes it. */
  readonly address: string;
  readonly socketMode: number | undefined;
  /** Plain HTTP when absent. */
  readonly tls: TlsPair | undefined;
  readonly maxConnections: number;
  readonly keepAlive: boolean;
  /** What is no HTTP is told so in this form; in that of the S3 API when absent. */
  readonly refusal?: RefusalDocument;
  /** A connection came in above `maxConnections` and was closed. */
  onDrop(this: void): void;
}

/** One address that requests come in at. */
export class Listener {
  private readonly server: Server;
  /** Those too that TLS has not greeted yet: Node closes none of these by itself. */
  private readonly sockets = new Set<Socket>();
  /** Off, too, once the listener is being closed. */
  private keepAlive: boolean;

  constructor(
    private readonly options: ListenerOptions,
    handle: RequestListener,
  ) {
    const { tls } = options;
    this.keepAlive = options.keepAlive;
    const listener: RequestListener = (request, response) => {
      if (!this.keepAlive) response.shouldKeepAlive = false;
      handle(request, response);
    };
    // A request without a Host gets ids and a document of its own, as all others that are refused.
    this.server = tls
      ? createTlsServer({ ...tls, requireHostHeader: false, handshakeTimeout: WAIT_TIMEOUT }, listener)
      : createServer({ requireHostHeader: false }, listener);
    this.tune();
  }

  /** Starts to listen and gives back where. @throws Error EADDRINUSE, EACCES… */
  async open(): Promise<string> {
    const { address, socketMode } = this.options;
    const where = parseListenAddress(address);
    if (!where) throw new Error(`cannot listen on ${address}`);
    if ('path' in where) {
      await listenOnSocket(this.server, where.path, socketMode);
      return `unix:${where.path}`;
    }
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(where.port, where.host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return this.url(where.host);
  }

  /** New connections are greeted with this pair. */
  renew(tls: TlsPair): void {
    (this.server as unknown as TlsServer).setSecureContext(tls);
  }

  /** Takes no more connections; settles when the last has gone. */
  close(): Promise<void> {
    this.keepAlive = false;
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    return new Promise((resolve) => {
      // A request that was under way leaves a connection that is kept for the next one.
      const sweep = setInterval(() => this.server.closeIdleConnections(), SWEEP_INTERVAL);
      this.server.close(() => {
        clearInterval(sweep);
        resolve();
      });
    });
  }

  closeAllConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** What Node's defaults get wrong for S3: uploads may take hours, and a refused one must not send its body. */
  private tune(): void {
    const { server } = this;
    server.requestTimeout = 0;
    server.headersTimeout = WAIT_TIMEOUT;
    server.keepAliveTimeout = WAIT_TIMEOUT;
    server.timeout = IDLE_TIMEOUT;
    server.maxConnections = this.options.maxConnections;
    server.on('drop', () => this.options.onDrop());
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    // Whoever asks for the client's address first, if only now, finds it also when the connection is gone.
    server.on(this.options.tls ? 'secureConnection' : 'connection', (socket: Socket) => socket.remoteAddress);
    const asRequest = (request: IncomingMessage, response: ServerResponse): boolean =>
      server.emit('request', request, response);
    server.on('checkContinue', asRequest);
    server.on('checkExpectation', asRequest);
    const { tls, refusal } = this.options;
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // Who cannot be greeted by TLS cannot be answered either.
      const isHttp = error.code?.startsWith('HPE_') || error.code?.startsWith('ERR_HTTP_');
      if (isHttp || !tls) answerBrokenRequest(error, socket, refusal);
      else socket.destroy();
    });
  }

  /** Where a client on this machine finds the server. */
  private url(host: string | undefined): string {
    const bound = this.server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const everywhere = host === undefined || host === '0.0.0.0' || host === '::';
    const name = everywhere ? '127.0.0.1' : host;
    return `${this.options.tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  }
}
