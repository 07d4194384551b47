import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from './s3-request.js';

/** `METHOD level sub-resource`, and what S3 says of the path. Source: its answers to those. */
const REFUSALS: ReadonlyMap<string, () => S3Error> = new Map([
  ['GET object logging', () => new S3Error('NoLoggingStatusForKey')],
  ['GET object uploads', () => invalidRequest('Key is not expected for the GET method ?uploads subresource')],
  [
    'GET object versions',
    () => invalidRequest('There is no such thing as the ?versions sub-resource for a key'),
  ],
  ['GET bucket uploadId', keyMissing],
  ['POST bucket uploadId', keyMissing],
  ['DELETE bucket uploadId', keyMissing],
  ['POST bucket restore', () => new S3Error('UserKeyMustBeSpecified')],
]);

/**
 * Refuses sub-resources of a bucket that a key does not have, and those of an object where there is no key.
 * @throws S3Error InvalidRequest, NoLoggingStatusForKey, UserKeyMustBeSpecified
 */
export function checkPath({ method, target: { level }, subResource }: S3Request): void {
  if (subResource === undefined) return;
  if (level === 'bucket' && subResource === 'partNumber')
    throw invalidRequest('Object must have a valid key name.');
  const refusal = REFUSALS.get(`${method} ${level} ${subResource}`);
  if (refusal) throw refusal();
}

const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

function keyMissing(): S3Error {
  return invalidRequest('A key must be specified');
}
