import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from './s3-request.js';

const MAX_INTEGER = 2 ** 31 - 1;

interface Bounds {
  readonly name: string;
  readonly min: number;
  /** Larger values are cut to it, as S3 does. */
  readonly max: number;
  /** Larger values are refused; 2,147,483,647 when absent. */
  readonly limit?: number;
  readonly fallback: number;
  /** Where S3 refuses a number out of bounds in words of its own. */
  readonly outOfBounds?: { readonly name: string; readonly message?: string };
}

function invalid(name: string, value: string, message: string): S3Error {
  return new S3Error(
    'InvalidArgument',
    { ArgumentName: name, ArgumentValue: value.slice(0, 64) },
    { message },
  );
}

/** A decimal integer. @throws S3Error InvalidArgument */
export function parseCount(value: string, bounds: Bounds): number {
  const { name, min, max, limit = MAX_INTEGER, outOfBounds } = bounds;
  const count = /^-?\d{1,64}$/.test(value) ? Number(value) + 0 : NaN;
  if (!(count >= -MAX_INTEGER - 1 && count <= MAX_INTEGER)) {
    throw invalid(name, value, `Provided ${name} not an integer or within integer range`);
  }
  if (count >= min && count <= limit) return Math.min(count, max);
  const argument = outOfBounds?.name ?? name;
  const message =
    outOfBounds?.message ?? `Argument ${argument} must be an integer between ${min} and ${limit}`;
  throw invalid(argument, String(count), message);
}

/** A count in the query, such as `max-keys`; an empty one counts as absent. @throws S3Error InvalidArgument */
export function countParameter(request: S3Request, bounds: Bounds): number {
  const value = request.query.get(bounds.name);
  return value === undefined || value === '' ? bounds.fallback : parseCount(value, bounds);
}

/** `partNumber` of an upload. @throws S3Error InvalidArgument */
export function partNumberParameter(request: S3Request, maxParts: number): number {
  const value = request.requiredQuery('partNumber');
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > maxParts) {
    throw invalid('partNumber', value, `Part number must be an integer between 1 and ${maxParts}, inclusive`);
  }
  return number;
}
