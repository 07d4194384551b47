import type { ChecksumAlgorithm, ObjectBody } from '../../checksum/checksum.js';
import { S3Error } from '../../errors/s3.error.js';
import type { UploadChecksum } from './multipart.js';

/** What S3 keeps of bytes for which the client chose nothing. Source: Amazon S3 User Guide, "Checking object integrity". */
export const DEFAULT_CHECKSUM = 'CRC64NVME' satisfies ChecksumAlgorithm;

/** Makes sure that the body of a PutObject computes a checksum, and names its algorithm. Before the body is read only. */
export function requireObjectChecksum(body: ObjectBody): ChecksumAlgorithm {
  if (body.declared) return body.declared;
  body.require(DEFAULT_CHECKSUM);
  return DEFAULT_CHECKSUM;
}

/**
 * Makes sure that the body of a part computes the digest that its upload will be completed from, and names its
 * algorithm. Before the body is read only.
 * @throws InvalidRequest when the upload was created with another algorithm than the part declares
 */
export function requirePartChecksum(upload: UploadChecksum | undefined, body: ObjectBody): ChecksumAlgorithm {
  if (upload && body.declared && body.declared !== upload.algorithm) {
    throw checksumMismatch(upload.algorithm, body.declared);
  }
  const algorithm = upload?.algorithm ?? DEFAULT_CHECKSUM;
  if (body.declared !== algorithm) body.require(algorithm);
  return algorithm;
}

/** InvalidRequest for a checksum in another algorithm than the upload's. */
export function checksumMismatch(
  expected: ChecksumAlgorithm | undefined,
  actual: ChecksumAlgorithm | undefined,
): S3Error {
  const name = (algorithm: ChecksumAlgorithm | undefined): string => algorithm?.toLowerCase() ?? 'null';
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${name(expected)}, actual checksum Type: ${name(actual)}`;
  return new S3Error('InvalidRequest', {}, { message });
}
