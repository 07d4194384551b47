import type { Attributes } from '@opentelemetry/api';

/** What can be said of a request. Writing it down costs more than its span: it is asked only if somebody wants to know. */
export interface AttributeSource {
  /** About how many characters it holds for it. */
  readonly size: number;
  /** What was known from the start on. */
  atStart(): Attributes;
  /** What is known since the response, of this HTTP status, is over. */
  atEnd(status: number): Attributes;
}
