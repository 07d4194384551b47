import type { Attributes } from '@opentelemetry/api';

/** What can be said of a request. Writing it down costs more than its span: it is asked only if somebody wants to know. */
export interface AttributeSource {
  /** About how many characters it holds for it. */
  readonly size: number;
  /** When it came in: milliseconds of `performance.now()`. */
  readonly started: number;
  /** Body bytes read so far, as sent by the client. */
  readonly requestBytes: number;
  /** Body bytes sent so far. */
  readonly responseBytes: number;
  /** What was known from the start on. */
  atStart(): Attributes;
  /** What is known since the response, of this HTTP status, is over. */
  atEnd(status: number): Attributes;
}
