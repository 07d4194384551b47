import { auditSettings } from './audit.settings.js';
import { consoleSettings } from './console.settings.js';
import { iamSettings } from './iam.settings.js';
import { lifecycleSettings } from './lifecycle.settings.js';
import { loggingSettings } from './logging.settings.js';
import { metricsSettings } from './metrics.settings.js';
import { posixSettings } from './posix.settings.js';
import { sentrySettings } from './sentry.settings.js';
import { serverSettings } from './server.settings.js';
import type { Setting } from './setting.js';
import { tracingSettings } from './tracing.settings.js';
import { websiteSettings } from './website.settings.js';

/** Given before the command, or after it. */
export const GLOBAL_SETTINGS: readonly Setting[] = [
  ...serverSettings,
  ...iamSettings,
  ...tracingSettings,
  ...auditSettings,
  ...loggingSettings,
  ...websiteSettings,
  ...lifecycleSettings,
  ...sentrySettings,
  ...metricsSettings,
  ...consoleSettings,
];

/** Given after `posix`. */
export const POSIX_SETTINGS: readonly Setting[] = posixSettings.filter(
  ({ argument }) => argument === undefined,
);

/** Every setting that has a flag, in the order of help, example and manual. */
export const SETTINGS: readonly Setting[] = [...GLOBAL_SETTINGS, ...POSIX_SETTINGS];
