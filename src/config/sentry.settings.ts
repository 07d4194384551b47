import { SentryConfig } from './sentry.config.js';
import { settingsOf } from './setting.js';
import { flag, text } from './setting-types.js';

export const sentrySettings = settingsOf('sentry', SentryConfig, {
  enabled: {
    flag: 'sentry-enabled',
    env: ['VGW_SENTRY_ENABLED'],
    type: flag,
    help: 'Report faults of the gateway to Sentry; on as soon as a DSN is given.',
  },
  dsn: {
    flag: 'sentry-dsn',
    env: ['SENTRY_DSN'],
    type: text,
    secret: true,
    help: 'DSN of the Sentry project that gets the reports.',
  },
  environment: {
    flag: 'sentry-environment',
    env: ['SENTRY_ENVIRONMENT'],
    type: text,
    help: 'Environment that the reports name.',
  },
});
