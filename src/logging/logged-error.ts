import { hideCredentials } from '../common/credentials-in-text.js';

/** An error as it stands in a line. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/** Causes of causes that are told. */
const DEPTH = 8;

/** Characters of a stack, or of a message. */
const LENGTH = 8_192;

const shorten = (text: string): string => hideCredentials(text.slice(0, LENGTH));

/** Any thrown value, bounded and without credentials. Its own fields are left out: they may hold whatever was asked for. */
export function loggedError(thrown: unknown, depth = DEPTH): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: shorten(String(thrown)) };
  const { name, message, stack, cause } = thrown;
  return {
    type: name,
    message: shorten(message),
    ...(stack !== undefined && { stack: shorten(stack) }),
    ...(cause !== undefined && depth > 1 && { cause: loggedError(cause, depth - 1) }),
  };
}
