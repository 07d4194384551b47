import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppModule } from './app.module.js';
import { openBackend } from './backend/open-backend.js';
import { closeDigestPool } from './checksum/create-digest-set.js';
import { parseAddress } from './config/address.js';
import type { Settings } from './config/settings.js';
import { HealthResponder } from './health/health.responder.js';
import { GatewayLogger } from './logging/gateway.logger.js';
import { answerBrokenRequest } from './s3/response/broken-request.js';
import { loadTracing } from './tracing/load-tracing.js';

/** A gateway that listens, or is about to. */
export class Application {
  private readonly logger = new Logger('Gateway');

  private constructor(
    readonly nest: NestExpressApplication,
    private readonly settings: Settings,
  ) {}

  /** Opens the storage, starts tracing, makes the Nest application. @throws Error when the storage cannot be opened */
  static async create(settings: Settings): Promise<Application> {
    const backend = await openBackend(settings.backend);
    const tracing = await loadTracing(settings.tracing);
    const nest = await NestFactory.create<NestExpressApplication>(
      AppModule.register(settings, { backend, tracing }),
      {
        bodyParser: false,
        logger: new GatewayLogger(),
        abortOnError: false,
      },
    );
    nest.disable('x-powered-by');
    const health = nest.get(HealthResponder);
    nest.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (!health.handle(request, response)) next();
    });
    return new Application(nest, settings);
  }

  /** Listens. Gives back the URLs. @throws Error with code EADDRINUSE, EACCES… */
  async listen(): Promise<string[]> {
    const address = parseAddress(this.settings.server.port);
    if (!address) throw new Error(`cannot listen on ${this.settings.server.port}`);
    await this.prepare();
    const server = this.nest.getHttpServer();
    await (address.host === undefined
      ? this.nest.listen(address.port)
      : this.nest.listen(address.port, address.host));
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
    return [`http://${urlHost(address.host)}:${port}`];
  }

  /** The application without a socket of its own, for tests that bring one. */
  async prepare(): Promise<Server> {
    const server = this.nest.getHttpServer();
    if (server.listenerCount('checkContinue') === 0) tune(server);
    await this.nest.init();
    return server;
  }

  /** Lets requests in flight finish within the configured time, flushes spans, closes everything. */
  async close(): Promise<void> {
    const server = this.nest.getHttpServer();
    const timer = setTimeout(() => {
      this.logger.warn(
        'requests were still under way at the end of the shutdown time; their connections are closed',
      );
      server.closeAllConnections();
    }, this.settings.server.shutdownTimeout);
    server.closeIdleConnections();
    await this.nest.close();
    clearTimeout(timer);
    await closeDigestPool();
  }
}

/** @see Application.create */
export const createApplication = (settings: Settings): Promise<Application> => Application.create(settings);

function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** What Node's defaults get wrong for S3: uploads may take hours, and a refused one must not send its body. */
function tune(server: Server): void {
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 60_000;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  server.on('clientError', answerBrokenRequest);
}
