import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { AppModule } from './app.module.js';
import { openBackend } from './backend/open-backend.js';
import { closeDigestPool } from './checksum/create-digest-set.js';
import type { Settings } from './config/settings.js';
import { HealthResponder } from './health/health.responder.js';
import { openAdminListener, requiredAddress, tuneServer, urlOf } from './listeners.js';
import { GatewayLogger } from './logging/gateway.logger.js';
import { loadTracing } from './tracing/load-tracing.js';

/** A gateway that listens, or is about to. */
export class Application {
  private readonly logger = new Logger('Gateway');
  private admin: Server | undefined;

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

  /** Listens. Gives back the URLs: of the S3 API, and of the administration API where it has its own. @throws Error EADDRINUSE, EACCES… */
  async listen(): Promise<string[]> {
    const { port, adminPort } = this.settings.server;
    const { host, port: number } = requiredAddress(port);
    const server = this.nest.getHttpServer();
    tuneServer(server);
    await (host === undefined ? this.nest.listen(number) : this.nest.listen(number, host));
    const urls = [urlOf(server, host)];
    if (adminPort !== undefined) {
      this.admin = await openAdminListener(
        adminPort,
        this.nest.getHttpAdapter().getInstance() as RequestListener,
      );
      urls.push(urlOf(this.admin, requiredAddress(adminPort).host));
    }
    return urls;
  }

  /** Lets requests in flight finish within the configured time, flushes spans, closes everything. */
  async close(): Promise<void> {
    const servers: Server[] = [this.nest.getHttpServer(), ...(this.admin ? [this.admin] : [])];
    const timer = setTimeout(() => {
      this.logger.warn(
        'requests are still under way at the end of the shutdown time: closing their connections',
      );
      for (const server of servers) server.closeAllConnections();
    }, this.settings.server.shutdownTimeout);
    for (const server of servers) server.closeIdleConnections();
    this.admin?.close();
    await this.nest.close();
    clearTimeout(timer);
    await closeDigestPool();
  }
}

/** @see Application.create */
export const createApplication = (settings: Settings): Promise<Application> => Application.create(settings);
