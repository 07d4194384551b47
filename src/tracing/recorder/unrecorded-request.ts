import type { SpanStatusCode } from '@opentelemetry/api';
import type { LocalRoot } from './local-root.js';

/** What would stand on the span of a request, had it been recorded. */
export interface UnrecordedRequest {
  /** Of the span. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  /** Milliseconds in which the client was waited for. */
  readonly clientWait: number;
  /** Milliseconds since 1970: the first bytes of the response were given to Node to be sent, if there were any. */
  readonly firstByte: number | undefined;
  readonly httpStatus: number;
  readonly statusCode: SpanStatusCode;
  readonly errorType: string | undefined;
  /** Body bytes. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The span of the request after all, with nothing below it. */
  record(): LocalRoot;
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
