import type { Attributes, SpanStatusCode } from '@opentelemetry/api';

/** What would stand on the span of a request, had there been room for one. */
export interface UnrecordedRequest {
  /** Of the span. */
  readonly name: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds until the head of the response; `undefined` when there was none. */
  readonly firstByte: number | undefined;
  readonly httpStatus: number;
  readonly statusCode: SpanStatusCode;
  readonly errorType: string | undefined;
  /** What the span would be told at its end. */
  readonly attributes: Attributes;
}

type Taker = (request: UnrecordedRequest) => void;

let taker: Taker | undefined;

/** Called once, before the first request; `undefined` when nobody wants to know of such requests. */
export function useUnrecordedTaker(wanted: Taker | undefined): void {
  taker = wanted;
}

export function unrecordedTaker(): Taker | undefined {
  return taker;
}
