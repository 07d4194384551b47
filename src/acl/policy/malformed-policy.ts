import { S3Error, type S3ErrorDetails } from '../../errors/s3.error.js';

/** Characters of the policy that an error repeats. */
const MAX_DETAIL = 256;

/** The error of every policy that cannot be taken; without a message it is AWS's general one. `detail` is the part at fault. */
export function malformedPolicy(message?: string, detail?: string): S3Error {
  const details: S3ErrorDetails = detail === undefined ? {} : { Detail: detail.slice(0, MAX_DETAIL) };
  return new S3Error('MalformedPolicy', details, { message });
}
