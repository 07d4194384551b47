import { createServer, type RequestListener, type Server } from 'node:http';
import { parseListenAddress } from '../../config/address.js';
import { listenOnSocket } from '../../listeners/socket-file.js';

const MAX_CONNECTIONS = 256;
/** Milliseconds for a head, and for a whole request: what is sent here is small. */
const HEADERS_TIMEOUT = 15_000;
const REQUEST_TIMEOUT = 120_000;
const KEEP_ALIVE_TIMEOUT = 60_000;

/** One address that the console is served at. */
export class ConsoleListener {
  private constructor(
    private readonly server: Server,
    /** Where a browser on this machine finds it. */
    readonly url: string,
  ) {}

  /** @throws Error EADDRINUSE, EACCES… */
  static async open(address: string, handle: RequestListener): Promise<ConsoleListener> {
    const server = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
      },
      handle,
    );
    server.maxConnections = MAX_CONNECTIONS;
    const where = parseListenAddress(address);
    if (!where) throw new Error(`cannot listen on ${address}`);
    if ('path' in where) {
      await listenOnSocket(server, where.path, undefined);
      return new ConsoleListener(server, `unix:${where.path}`);
    }
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(where.port, where.host, resolve);
    });
    return new ConsoleListener(server, urlOf(server, where.host));
  }

  /** Closes connections in the middle of whatever they do. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function urlOf(server: Server, host = '127.0.0.1'): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
