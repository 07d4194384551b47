import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { captureException, close, type Scope } from '@sentry/node';
import { ThrottledWarning } from '../logging/throttled-warning.js';
import { errorType, isError } from '../tracing/span.js';
import { ErrorReporter, type Fault } from './error-reporter.js';
import { ReportBudget } from './report-budget.js';

const REPORTS_PER_MINUTE = 100;

/** Milliseconds for making the last events, and again as much for sending them. */
const FLUSH_DEADLINE = 2_000;

/** Sends faults to Sentry. Made by `startSentry`, which sets the SDK up. */
export class SentryErrorReporter extends ErrorReporter implements OnApplicationShutdown {
  private readonly budget = new ReportBudget(REPORTS_PER_MINUTE);
  private readonly withheld = new ThrottledWarning(
    new Logger('Sentry'),
    (times) => `${times} faults were not reported: no more than ${REPORTS_PER_MINUTE} a minute are`,
  );

  override report(fault: Fault): void {
    if (!this.budget.take()) return this.withheld.count();
    const { error, span } = fault;
    const capture = (): string =>
      captureException(isError(error) ? error : new Error(String(error)), (scope) => describe(scope, fault));
    if (!span) {
      capture();
      return;
    }
    // The SDK takes the trace from the active span, which a span that is not recorded never is by itself.
    const id = context.with(trace.setSpan(context.active(), span), capture);
    span.setAttribute('sentry.event_id', id);
  }

  /** Sends what waits, within the deadline. */
  async onApplicationShutdown(): Promise<void> {
    this.withheld.tell();
    await close(FLUSH_DEADLINE);
  }
}

function describe(scope: Scope, { error, transaction, tags = {} }: Fault): Scope {
  scope.setTransactionName(transaction);
  // One group for each operation and kind of error, wherever it was thrown.
  scope.setFingerprint([errorType(error), transaction]);
  for (const [name, value] of Object.entries(tags)) if (value) scope.setTag(name, value);
  return scope;
}
