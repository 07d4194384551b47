import type { Settings } from '../config/settings.js';
import type { ErrorReporter } from './error-reporter.js';

/**
 * Starts reporting if it is on; nothing of the SDK is loaded when it is off. Call it after tracing was started and before
 * the application is created.
 * @param backend `backend.type` of the reports
 */
export async function loadSentry(
  { sentry, iam, tracing }: Pick<Settings, 'sentry' | 'iam' | 'tracing'>,
  backend: string,
): Promise<ErrorReporter | undefined> {
  if (!sentry.enabled) return undefined;
  const { startSentry } = await import('./start-sentry.js');
  return startSentry(sentry, { backend, secrets: [iam.rootSecret, ...Object.values(tracing.headers)] });
}
