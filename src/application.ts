import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppModule } from './app.module.js';
import { AuditLog } from './audit/audit-log.js';
import { openBackend } from './backend/open-backend.js';
import { closeDigestPool } from './checksum/create-digest-set.js';
import type { Settings } from './config/settings.js';
import type { ConsoleThread } from './console/thread/console-thread.js';
import { loadConsole } from './console/thread/load-console.js';
import { HealthResponder } from './health/health.responder.js';
import { Listeners } from './listeners/listeners.js';
import { GatewayLogger } from './logging/gateway.logger.js';
import { loadMetrics } from './metrics/load-metrics.js';
import type { Metrics } from './metrics/metrics.js';
import { RequestTracker } from './s3/request/request-tracker.js';
import { WebsiteServer } from './s3/website/website.server.js';
import { loadSentry } from './sentry/load-sentry.js';
import { loadTracing } from './tracing/load-tracing.js';

/** Who looks at every request; `undefined` where nobody does. */
interface Observers {
  readonly metrics: Metrics | undefined;
  readonly console: ConsoleThread | undefined;
}

/** A gateway that listens, or is about to. */
export class Application {
  private constructor(
    readonly nest: NestExpressApplication,
    private readonly settings: Settings,
    private readonly listeners: Listeners,
    private readonly observers: Observers,
    private readonly logger: GatewayLogger,
  ) {}

  /**
   * Reads the certificates, opens the storage, starts tracing and reporting, makes the Nest application.
   * @throws SettingsError when a certificate cannot be used, Error when the storage cannot be opened
   */
  static async create(settings: Settings): Promise<Application> {
    const logger = await GatewayLogger.open(settings.logging);
    Logger.overrideLogger(logger);
    const listeners = await Listeners.prepare(settings);
    const backend = await openBackend(settings.backend, settings.server);
    const metrics = await loadMetrics(settings);
    const traceConsole = await loadConsole(settings);
    if (traceConsole) logger.follow(traceConsole.takeLine);
    // The console first: metrics name the traces that it has taken.
    const consumers = [traceConsole, metrics?.consumer].filter((consumer) => consumer !== undefined);
    const tracing = await loadTracing(settings.tracing, consumers);
    traceConsole?.watch(tracing);
    if (metrics) traceConsole?.serveMetrics((isOpenMetrics) => metrics.registry.expose(isOpenMetrics));
    const reporter = await loadSentry(settings, backend.type);
    const nest = await NestFactory.create<NestExpressApplication>(
      AppModule.register(settings, { backend, tracing, reporter }),
      {
        bodyParser: false,
        logger,
        abortOnError: false,
      },
    );
    nest.disable('x-powered-by');
    const health = nest.get(HealthResponder);
    nest.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (!health.handle(request, response)) next();
    });
    const { admission } = nest.get(RequestTracker, { strict: false });
    metrics?.watch({ tracing, inFlight: () => admission.underWay });
    return new Application(nest, settings, listeners, { metrics, console: traceConsole }, logger);
  }

  /**
   * Listens. Gives back the URLs: of the S3 API, then of the administration API where it has its own, then of websites,
   * then of the metrics.
   * @throws SettingsError when the audit log cannot be written, Error EADDRINUSE, EACCES…
   */
  async listen(): Promise<string[]> {
    const { metrics } = this.observers;
    await this.nest.init();
    const urls = await this.listeners.open({
      api: this.nest.getHttpAdapter().getInstance() as RequestListener,
      website: this.nest.get(WebsiteServer, { strict: false }).handle,
      ...(metrics && { metrics: metrics.handle }),
    });
    this.observers.console?.listening(urls[0]!);
    return urls;
  }

  /** Opens the trace console, token and all; `undefined` where there is none. */
  get consoleUrl(): string | undefined {
    return this.observers.console?.url;
  }

  /** Reads certificates and opens log files anew. Whatever fails is in the log, and what was there is used on. */
  async reload(): Promise<void> {
    this.nest.get(AuditLog, { strict: false }).reopen();
    await this.listeners.reload();
  }

  /** Lets requests in flight finish within the configured time, flushes logs and spans, closes everything. */
  async close(): Promise<void> {
    await this.listeners.close(this.settings.server.shutdownTimeout);
    await this.nest.close();
    await this.observers.metrics?.shutdown();
    await this.observers.console?.shutdown();
    await closeDigestPool();
    await this.logger.close();
  }
}

/** @see Application.create */
export const createApplication = (settings: Settings): Promise<Application> => Application.create(settings);
