import { diag, DiagConsoleLogger, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import { diagLogLevelFromString, getStringFromEnv } from '@opentelemetry/core';
import { RejectionError } from '../rejection.error.js';

const PARTIAL_SUCCESS = 'Received Partial Success response:';

/**
 * What the SDK says in this thread: it is shown from OTEL_LOG_LEVEL on, and listened to for partial successes, which the
 * OTLP exporters tell in no other way than by a warning just before the export ends. Source: OTLP specification,
 * "Partial Success".
 */
export class SdkLogger implements DiagLogger {
  private readonly level = diagLogLevelFromString(getStringFromEnv('OTEL_LOG_LEVEL')) ?? DiagLogLevel.NONE;
  private readonly shown = new DiagConsoleLogger();
  private rejection: RejectionError | undefined;

  /** From now on the SDK speaks to it. */
  static listen(): SdkLogger {
    const logger = new SdkLogger();
    const logLevel = Math.max(logger.level, DiagLogLevel.WARN);
    diag.setLogger(logger, { logLevel, suppressOverrideMessage: true });
    return logger;
  }

  /** What was rejected of the export that ends now, once. */
  takeRejection(): RejectionError | undefined {
    const { rejection } = this;
    this.rejection = undefined;
    return rejection;
  }

  warn(message: string, ...rest: unknown[]): void {
    if (message === PARTIAL_SUCCESS) this.rejection = rejectionOf(String(rest[0]));
    if (this.level >= DiagLogLevel.WARN) this.shown.warn(message, ...rest);
  }

  error(message: string, ...rest: unknown[]): void {
    if (this.level >= DiagLogLevel.ERROR) this.shown.error(message, ...rest);
  }

  info(message: string, ...rest: unknown[]): void {
    this.shown.info(message, ...rest);
  }

  debug(message: string, ...rest: unknown[]): void {
    this.shown.debug(message, ...rest);
  }

  verbose(message: string, ...rest: unknown[]): void {
    this.shown.verbose(message, ...rest);
  }
}

/** A receiver may also take everything, and only have something to say. */
function rejectionOf(json: string): RejectionError | undefined {
  const { rejectedSpans = 0, errorMessage = 'the receiver does not say why' } = JSON.parse(json) as {
    readonly rejectedSpans?: number | string;
    readonly errorMessage?: string;
  };
  const spans = Number(rejectedSpans);
  return spans > 0 ? new RejectionError(spans, errorMessage) : undefined;
}
