import { OPERATION_NAMES } from '../common/operation-name.js';
import type { BackendStep, RequestSpanName, SpanName } from './span-names.js';

type Middleware = Extract<
  SpanName,
  `Acl.${string}` | `Auth.${string}` | `Checksum.${string}` | `Iam.${string}`
>;

/** Steps before the backend: a new one without a second name does not compile. */
const MIDDLEWARE: Readonly<Record<Middleware, string>> = {
  'Acl.Authorize': 'middleware.VerifyAccess',
  'Acl.Parse': 'middleware.ParseAcl',
  'Acl.PublicBucketAccess': 'middleware.AuthorizePublicBucketAccess',
  'Auth.PostPolicy': 'middleware.VerifyPostPolicy',
  'Auth.PresignedV4Signature': 'middleware.VerifyPresignedV4Signature',
  'Auth.V4Signature': 'middleware.VerifyV4Signature',
  'Checksum.Verify': 'middleware.VerifyChecksums',
  'Iam.GetUserAccount': 'iam.GetUserAccount',
};

const BACKEND_STEPS: Readonly<Record<BackendStep, true>> = {
  ChangeBucketOwner: true,
  ReadBucketDocument: true,
  RemoveBucketDocument: true,
  UpdateObject: true,
  WriteBucketDocument: true,
};

/**
 * The names that versitygw gives to the spans of the catalogue, by our own. What is not in it has the same name in both:
 * system calls, background work, administration, websites.
 */
export function versitygwNames(): ReadonlyMap<SpanName | RequestSpanName, string> {
  const names = new Map(Object.entries(MIDDLEWARE)) as Map<SpanName | RequestSpanName, string>;
  for (const operation of OPERATION_NAMES) names.set(`S3.${operation}`, `s3_${operation}`);
  const calls = [...OPERATION_NAMES, ...(Object.keys(BACKEND_STEPS) as BackendStep[])];
  for (const call of calls) names.set(`Backend.${call}`, `backend.s3_${call}`);
  return names;
}
