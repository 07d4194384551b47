import type { GrantPermission } from './access-control-list.js';

/** Permissions of the operation table; `OWNER` is given by no grant. */
export type AclPermission = Exclude<GrantPermission, 'FULL_CONTROL'> | 'OWNER';

type Actions = Readonly<Partial<Record<string, ReadonlySet<string>>>>;

/**
 * What a grant on a bucket opens. Who may write an object may give it an ACL in the same request: it is the writer's.
 * Source: S3 User Guide, "Mapping of ACL permissions and access policy permissions".
 */
const OF_BUCKETS: Actions = {
  READ: new Set(['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads']),
  WRITE: new Set([
    's3:PutObject',
    's3:PutObjectAcl',
    's3:DeleteObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
  ]),
  READ_ACP: new Set(['s3:GetBucketAcl']),
  WRITE_ACP: new Set(['s3:PutBucketAcl']),
};

/** What a grant on an object opens. Source: as above. */
const OF_OBJECTS: Actions = {
  READ: new Set([
    's3:GetObject',
    's3:GetObjectVersion',
    's3:GetObjectAttributes',
    's3:GetObjectVersionAttributes',
    's3:GetObjectTorrent',
  ]),
  READ_ACP: new Set(['s3:GetObjectAcl', 's3:GetObjectVersionAcl']),
  WRITE_ACP: new Set(['s3:PutObjectAcl', 's3:PutObjectVersionAcl']),
};

/** Whose ACL decides about an action; `undefined` when none does. */
export function aclOfAction(
  action: string,
  permission: string | undefined,
): { readonly on: 'bucket' | 'object'; readonly permission: GrantPermission } | undefined {
  if (permission === undefined) return undefined;
  if (OF_BUCKETS[permission]?.has(action)) return { on: 'bucket', permission: permission as GrantPermission };
  if (OF_OBJECTS[permission]?.has(action)) return { on: 'object', permission: permission as GrantPermission };
  return undefined;
}
