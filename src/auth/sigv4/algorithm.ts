import { S3Error } from '../../errors/s3.error.js';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** SigV4A: recognised, not served. */
export function isAsymmetric(algorithm: string): boolean {
  return algorithm.startsWith('AWS4-ECDSA-');
}

/** What S3 answers to version 2 signatures where only version 4 is allowed. */
export function outdatedSignature(): S3Error {
  return new S3Error(
    'InvalidRequest',
    {},
    {
      message: `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    },
  );
}

export function asymmetricSignature(): S3Error {
  return new S3Error(
    'NotImplemented',
    {},
    {
      message: 'Signatures with AWS4-ECDSA-P256-SHA256 are not implemented.',
    },
  );
}

/** Session tokens come from a token service; this gateway has none. The token stays out of the answer. */
export function sessionToken(): S3Error {
  return new S3Error('InvalidToken');
}
