import {
  contextLinesIntegration,
  httpIntegration,
  initWithoutDefaultIntegrations,
  linkedErrorsIntegration,
  nodeContextIntegration,
  onUncaughtExceptionIntegration,
  openTelemetryIntegration,
  requestDataIntegration,
  type NodeOptions,
} from '@sentry/node';
import type { SentryConfig } from '../config/sentry.config.js';
import { VERSION } from '../config/version.js';
import { patientTransport } from './patient.transport.js';
import { scrubber } from './scrub.js';
import { SentryErrorReporter } from './sentry.error-reporter.js';

export interface SentryContext {
  /** `backend.type` of every report. */
  readonly backend: string;
  /** Texts that must not stand in a report, whatever else does. */
  readonly secrets: readonly string[];
}

/** Names of what a report may tell of a request; everything else stays here. */
const DATA: NodeOptions['dataCollection'] = {
  userInfo: false,
  cookies: false,
  httpBodies: [],
  httpHeaders: {
    request: { allow: ['host', 'user-agent', 'content-length', 'x-amz-date', 'range'] },
    response: false,
  },
  urlQueryParams: { allow: ['list-type', 'uploads', 'partNumber', 'versionId', 'x-id'] },
  stackFrameVariables: false,
  databaseQueryData: false,
  queues: false,
};

/**
 * Sets the Sentry SDK up for errors alone: traces belong to the OpenTelemetry SDK, so no sample rate is given, no span
 * made and no header sent. Load this module by `import()`, and only when Sentry is on: it brings in the whole SDK.
 */
export function startSentry(config: SentryConfig, { backend, secrets }: SentryContext): SentryErrorReporter {
  initWithoutDefaultIntegrations({
    dsn: config.dsn,
    environment: config.environment,
    release: `glassgate@${VERSION}`,
    integrations: [
      linkedErrorsIntegration(),
      requestDataIntegration(),
      httpIntegration({
        spans: false,
        tracePropagation: false,
        breadcrumbs: false,
        maxRequestBodySize: 'none',
        sessions: true,
      }),
      openTelemetryIntegration(),
      // A rejection that nobody handles becomes such an exception in Node.
      onUncaughtExceptionIntegration(),
      contextLinesIntegration(),
      nodeContextIntegration(),
    ],
    enableRuntimeChannelInjection: false,
    dataCollection: DATA,
    maxBreadcrumbs: 0,
    initialScope: { tags: { 'backend.type': backend } },
    transport: patientTransport,
    beforeSend: scrubber(secrets),
  });
  return new SentryErrorReporter();
}
