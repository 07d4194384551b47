import type { AuditConfig } from './audit.config.js';
import type { ConsoleConfig } from './console.config.js';
import type { IamConfig } from './iam.config.js';
import type { LifecycleConfig } from './lifecycle.config.js';
import type { LoggingConfig } from './logging.config.js';
import type { MetricsConfig } from './metrics.config.js';
import type { PosixConfig } from './posix.config.js';
import type { SentryConfig } from './sentry.config.js';
import type { ServerConfig } from './server.config.js';
import type { TracingConfig } from './tracing.config.js';
import type { WebsiteConfig } from './website.config.js';

/** Where the bytes live: the command that was given. */
export type BackendSettings =
  { readonly kind: 'posix'; readonly posix: PosixConfig } | { readonly kind: 'memory' };

/** Everything that a gateway is started with: checked, complete and frozen. */
export interface Settings {
  readonly server: ServerConfig;
  readonly iam: IamConfig;
  readonly tracing: TracingConfig;
  readonly audit: AuditConfig;
  readonly logging: LoggingConfig;
  readonly website: WebsiteConfig;
  readonly lifecycle: LifecycleConfig;
  readonly sentry: SentryConfig;
  readonly metrics: MetricsConfig;
  readonly console: ConsoleConfig;
  readonly backend: BackendSettings;
}
