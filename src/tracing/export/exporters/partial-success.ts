import type { DiagLogger } from '@opentelemetry/api';
import type { Rejection } from '../export-target.js';

const MESSAGE = 'Received Partial Success response:';

/**
 * Hears of partial successes in the only way in which the OTLP exporters of the SDK tell them: as a warning, just before
 * the export ends. Source: OTLP specification, "Partial Success".
 */
export class PartialSuccessListener implements DiagLogger {
  private rejection: Rejection | undefined;

  /** @param next gets everything as well */
  constructor(private readonly next: DiagLogger | undefined) {}

  /** The rejection of the export that ends now, once. */
  take(): Rejection | undefined {
    const { rejection } = this;
    this.rejection = undefined;
    return rejection;
  }

  warn(message: string, ...rest: unknown[]): void {
    if (message === MESSAGE) this.hear(String(rest[0]));
    this.next?.warn(message, ...rest);
  }

  error(message: string, ...rest: unknown[]): void {
    this.next?.error(message, ...rest);
  }

  info(message: string, ...rest: unknown[]): void {
    this.next?.info(message, ...rest);
  }

  debug(message: string, ...rest: unknown[]): void {
    this.next?.debug(message, ...rest);
  }

  verbose(message: string, ...rest: unknown[]): void {
    this.next?.verbose(message, ...rest);
  }

  private hear(json: string): void {
    const { rejectedSpans = 0, errorMessage = '' } = JSON.parse(json) as {
      readonly rejectedSpans?: number | string;
      readonly errorMessage?: string;
    };
    const spans = Number(rejectedSpans);
    this.rejection = spans > 0 ? { spans, reason: errorMessage } : undefined;
  }
}
