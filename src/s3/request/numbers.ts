import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from './s3-request.js';

interface Bounds {
  readonly name: string;
  readonly min: number;
  /** Larger values are cut to it, as S3 does. */
  readonly max: number;
  readonly fallback: number;
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
  const { name, min, max } = bounds;
  const count = /^-?\d{1,10}$/.test(value) ? Number(value) : undefined;
  if (count === undefined || Math.abs(count) > 2 ** 31 - 1) {
    throw invalid(name, value, `Provided ${name} not an integer or within integer range`);
  }
  if (count < min)
    throw invalid(name, value, `Argument ${name} must be an integer between ${min} and 2147483647`);
  return Math.min(count, max);
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
