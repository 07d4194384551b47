import { Module, type DynamicModule } from '@nestjs/common';
import { AclModule } from './acl/acl.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AdminModule } from './admin/admin.module.js';
import type { Backend } from './backend/backend.js';
import { BackendModule } from './backend/backend.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { HealthModule } from './health/health.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { S3Module } from './s3/s3.module.js';
import type { ErrorReporter } from './sentry/error-reporter.js';
import { SentryModule } from './sentry/sentry.module.js';
import type { TracingHandle } from './tracing/tracing-handle.js';
import { TracingModule } from './tracing/tracing.module.js';

/** What is opened before the application is made. */
export interface Resources {
  readonly backend: Backend;
  /** `undefined` when tracing is off. */
  readonly tracing: TracingHandle | undefined;
  /** Not there when nothing is reported. */
  readonly reporter?: ErrorReporter;
}

/** The only list of feature modules. */
@Module({})
export class AppModule {
  static register(settings: Settings, resources: Resources): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(settings),
        BackendModule.register(resources.backend),
        TracingModule.register(resources.tracing),
        SentryModule.register(resources.reporter),
        AuthModule,
        AclModule,
        HealthModule,
        S3Module,
        AdminModule,
        LifecycleModule,
      ],
    };
  }
}
