import type { Span } from '@opentelemetry/api';

/** A fault of the gateway, and what it befell. */
export interface Fault {
  readonly error: unknown;
  /** `S3.PutObject`, `Lifecycle.Run`: never a key or an id. */
  readonly transaction: string;
  /** The report bears its trace id and span id, and it gets `sentry.event_id`. */
  readonly span?: Span;
  /** Low in number but for buckets and request ids; what is `undefined` or empty is left out. */
  readonly tags?: Readonly<Record<string, string | undefined>>;
}

/** Where faults of the gateway are told besides the log. It is not there when nobody wants to know. */
export abstract class ErrorReporter {
  /** Returns at once and never throws. */
  abstract report(fault: Fault): void;
}
