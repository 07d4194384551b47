import { S3Error } from '../../errors/s3.error.js';

export interface Policy {
  readonly statements: readonly never[];
}

/** @throws S3Error MalformedPolicy */
export function parsePolicy(_text: string, _bucket: string): Policy {
  throw new S3Error('MalformedPolicy');
}

/** As `parsePolicy`, remembered; a stored policy that cannot be read denies everything. */
export function policyOf(_text: string, _bucket: string): Policy {
  return { statements: [] };
}
