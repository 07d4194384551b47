import { isError, isSuccess } from '../span.js';

/** `error.type` of a request whose client went away. */
export const CLIENT_CLOSED = 'client_closed';
export const HUNG_UP = 'the client closed the connection before the response was complete';

/** What Node reports on a stream whose other end is gone. */
const HANG_UP_CODES: ReadonlySet<unknown> = new Set([
  'ABORT_ERR',
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Causes of causes that are looked at. */
const CAUSE_DEPTH = 8;

/** How a request ended. */
export interface RequestEnd {
  /** HTTP. */
  readonly status: number;
  /** The response left as a whole. */
  readonly isComplete: boolean;
  /** The error that the response was made from, if it was. */
  readonly failure: unknown;
  /** The S3 code that the client got for it. */
  readonly errorCode: string | undefined;
}

/** `error.type`; `undefined` where there is none. */
export function errorTypeOf(end: RequestEnd): string | undefined {
  const { status, failure, errorCode } = end;
  if (isHungUp(end)) return CLIENT_CLOSED;
  if (!isSuccess(failure)) return errorCode;
  return status >= 400 ? String(status) : undefined;
}

export function isHungUp({ isComplete, failure }: RequestEnd): boolean {
  return !isComplete && (failure === undefined || isHangUp(failure));
}

/** The failure itself, or what it was made from: an upload that breaks off is an IncompleteBody. */
function isHangUp(failure: unknown, depth = CAUSE_DEPTH): boolean {
  if (depth === 0 || !isError(failure)) return false;
  return HANG_UP_CODES.has((failure as NodeJS.ErrnoException).code) || isHangUp(failure.cause, depth - 1);
}
