import { S3Error } from '../../errors/s3.error.js';

const UNEXPECTED_END = 'The request body terminated unexpectedly';

/** The body broke off, or its framing did. `cause` is the error of the connection. */
export function incompleteBody(cause?: unknown): S3Error {
  return new S3Error('IncompleteBody', {}, { cause, message: UNEXPECTED_END });
}

/** The body is not as long as announced; both in bytes. */
export function wrongLength(announced: number, provided: number): S3Error {
  return new S3Error('IncompleteBody', { NumberBytesExpected: announced, NumberBytesProvided: provided });
}

/** A connection that went away is an incomplete body; other errors stay what they are. */
export function sourceError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const closed = code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || message === 'aborted';
  return closed ? incompleteBody(error) : error;
}

/**
 * Exactly `size` bytes of `source`: bytes beyond are never handed out.
 * @throws S3Error IncompleteBody (the source ends early, goes on, or the client closes)
 */
export async function* limitLength(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer, void, void> {
  let left = size;
  try {
    for await (const chunk of source) {
      if (chunk.length > left) throw wrongLength(size, size - left + chunk.length);
      left -= chunk.length;
      if (chunk.length > 0) yield chunk;
    }
  } catch (error) {
    throw sourceError(error);
  }
  if (left > 0) throw incompleteBody();
}
