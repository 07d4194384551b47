import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { JaegerV3Controller } from '../jaeger/jaeger-v3.controller.js';
import { JaegerController } from '../jaeger/jaeger.controller.js';
import { JaegerTraces } from '../jaeger/jaeger-traces.js';
import { MonitorMetrics } from '../jaeger/monitor-metrics.js';
import { MonitorController } from '../jaeger/monitor.controller.js';
import { TraceStore } from '../store/trace-store.js';
import type { ConsoleContext } from '../thread/console-context.js';
import { ConsoleAccess } from './access/console-access.js';
import { SiteGuard } from './access/site.guard.js';
import { TokenGuard } from './access/token.guard.js';
import { BodyReader } from './body-reader.js';
import { CONSOLE_CONTEXT } from './console-context.token.js';
import { ConsoleErrorFilter } from './errors/console-error.filter.js';
import { HealthController } from './health.controller.js';
import { ImportController } from './import.controller.js';
import { LiveController } from './live.controller.js';
import { LookupController } from './lookup.controller.js';
import { MetricsController } from './metrics.controller.js';
import { NotFoundController } from './not-found.controller.js';
import { OtlpController } from './otlp.controller.js';
import { OverviewController } from './overview.controller.js';
import { PageFiles } from './page-files.js';
import { PagesController } from './pages.controller.js';
import { TracesController } from './traces.controller.js';

/** The console's application, in its thread: guards before every route, one filter for every error. */
@Module({})
export class ConsoleModule {
  static register(context: ConsoleContext): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [
        HealthController,
        PagesController,
        OverviewController,
        TracesController,
        LookupController,
        LiveController,
        ImportController,
        OtlpController,
        MetricsController,
        JaegerController,
        JaegerV3Controller,
        MonitorController,
        NotFoundController,
      ],
      providers: [
        { provide: CONSOLE_CONTEXT, useValue: context },
        { provide: TraceStore, useValue: context.store },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_GUARD, useClass: SiteGuard },
        { provide: APP_FILTER, useClass: ConsoleErrorFilter },
        BodyReader,
        ConsoleAccess,
        JaegerTraces,
        MonitorMetrics,
        PageFiles,
      ],
    };
  }
}
