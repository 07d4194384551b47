import type { AdminOperationName, OperationName } from '../common/operation-name.js';

type PosixIo =
  | 'AssembleParts'
  | 'CopyFileRange'
  | 'CopyPart'
  | 'FastFileCopy'
  | 'LinkFile'
  | 'LinkVersion'
  | 'MakeDirectory'
  | 'OpenFile'
  | 'OpenTmpFile'
  | 'ReadData'
  | 'ReadDirectory'
  | 'ReadMetadata'
  | 'Remove'
  | 'RestoreVersion'
  | 'Sync'
  | 'WriteData'
  | 'WriteMetadata';

/** What the backend port does beside the operations of the S3 API. */
export type BackendStep =
  | 'ChangeBucketOwner'
  | 'ReadBucketDocument'
  | 'RemoveBucketDocument'
  | 'UpdateObject'
  | 'WriteBucketDocument';

/** The closed catalogue of span names: a typo does not compile. Never a key, a bucket or an id in a name. */
export type SpanName =
  | 'Acl.Authorize'
  | 'Acl.Parse'
  | 'Acl.PublicBucketAccess'
  | 'Auth.PostPolicy'
  | 'Auth.PresignedV4Signature'
  | 'Auth.V4Signature'
  | `Backend.${OperationName | BackendStep}`
  | 'Checksum.Verify'
  | 'Iam.GetUserAccount'
  | 'Lifecycle.Bucket'
  | 'Lifecycle.Run'
  | 'Response.Send'
  | 'Select.Run'
  | `Posix.IO.${PosixIo}`;

/** Names of request spans; a request whose operation is not known is `{method} {route}`. */
export type RequestSpanName =
  `S3.${OperationName}` | `Admin.${AdminOperationName}` | `Website.${OperationName}` | `${string} /${string}`;

/**
 * Steps that call nothing which makes a span. Their code runs in the context of the span around them: entering one of
 * their own would cost more than the span itself.
 */
export const LEAVES: ReadonlySet<SpanName> = new Set<SpanName>([
  'Posix.IO.CopyFileRange',
  'Posix.IO.MakeDirectory',
  'Posix.IO.Remove',
  'Posix.IO.OpenTmpFile',
  'Posix.IO.ReadData',
  'Posix.IO.ReadMetadata',
  'Posix.IO.Sync',
  'Posix.IO.WriteMetadata',
]);
