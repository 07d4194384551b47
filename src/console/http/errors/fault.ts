import { HttpException } from '@nestjs/common';
import { MalformedInputError } from '../../ingest/malformed-input.error.js';
import { QueryError } from '../../query/query.error.js';

/** What a client is told of an error. */
export interface Fault {
  /** HTTP status. */
  readonly status: number;
  readonly message: string;
  /** Of the character of a query that is wrong. */
  readonly position?: number;
}

/** Errors of Express and its parsers. */
interface HttpError extends Error {
  readonly status: number;
  readonly expose: boolean;
}

const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error && Number.isInteger(Reflect.get(error, 'status'));

/** Of errors that nobody expected no detail is told. */
export function faultOf(error: unknown): Fault {
  if (error instanceof QueryError) {
    const { message, position } = error;
    return { status: 400, message, ...(position !== undefined && { position }) };
  }
  if (error instanceof MalformedInputError) return { status: 400, message: error.message };
  if (error instanceof HttpException) return { status: error.getStatus(), message: error.message };
  if (isHttpError(error) && error.expose) return { status: error.status, message: error.message };
  return { status: 500, message: 'the console has failed' };
}
