import type { LocalRoot } from './local-root.js';

/** What would stand on the span of a request, had it been recorded. */
export interface UnrecordedRequest {
  /** Of the span. */
  readonly spanName: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  /** The end, in milliseconds of `performance.now()`. */
  readonly endedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds in which the client was waited for. */
  readonly clientWait: number;
  /** Milliseconds from the start until the first bytes of the response were given to Node to be sent, if there were any. */
  readonly timeToFirstByte: number | undefined;
  /** HTTP. */
  readonly status: number;
  /** `undefined` where the span has status OK. */
  readonly errorType: string | undefined;
  /** Body bytes. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** The span of the request after all, with nothing below it. */
  record(): LocalRoot;
}

export interface UnrecordedTaker {
  /** A request that is over and was not recorded. */
  takeUnrecorded(request: UnrecordedRequest): void;
}

let taker: UnrecordedTaker | undefined;

/** Called once, before the first request; `undefined` when nobody wants to know of such requests. */
export function useUnrecordedTaker(wanted: UnrecordedTaker | undefined): void {
  taker = wanted;
}

export function unrecordedTaker(): UnrecordedTaker | undefined {
  return taker;
}
