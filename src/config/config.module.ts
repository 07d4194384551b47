import { Module, type DynamicModule, type ValueProvider } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { AuditConfig } from './audit.config.js';
import { ConsoleConfig } from './console.config.js';
import { IamConfig } from './iam.config.js';
import { LifecycleConfig } from './lifecycle.config.js';
import { LoggingConfig } from './logging.config.js';
import { MetricsConfig } from './metrics.config.js';
import { PosixConfig } from './posix.config.js';
import { SentryConfig } from './sentry.config.js';
import { ServerConfig } from './server.config.js';
import type { Settings } from './settings.js';
import { TracingConfig } from './tracing.config.js';
import { WebsiteConfig } from './website.config.js';

/**
 * The sections of the configuration for the whole application. Each class is its own injection token; `ConfigService`
 * knows the same sections by name. `PosixConfig` is there for the posix backend alone.
 */
@Module({})
export class ConfigModule {
  static register(settings: Settings): DynamicModule {
    const providers: ValueProvider[] = [
      { provide: ServerConfig, useValue: settings.server },
      { provide: IamConfig, useValue: settings.iam },
      { provide: TracingConfig, useValue: settings.tracing },
      { provide: AuditConfig, useValue: settings.audit },
      { provide: LoggingConfig, useValue: settings.logging },
      { provide: WebsiteConfig, useValue: settings.website },
      { provide: LifecycleConfig, useValue: settings.lifecycle },
      { provide: SentryConfig, useValue: settings.sentry },
      { provide: MetricsConfig, useValue: settings.metrics },
      { provide: ConsoleConfig, useValue: settings.console },
    ];
    if (settings.backend.kind === 'posix') {
      providers.push({ provide: PosixConfig, useValue: settings.backend.posix });
    }
    const load = Object.entries(settings).map(([name, section]) => registerAs(name, () => section));
    return {
      module: ConfigModule,
      global: true,
      imports: [
        NestConfigModule.forRoot({
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          isGlobal: true,
          load,
        }),
      ],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
