import type { AccessControlList, Grant, GrantPermission, Group } from './access-control-list.js';
import { privateAcl } from './access-control-list.js';

/** Whom the grants of a canned ACL are for: access keys, empty for root. */
export interface CannedAclOwners {
  /** Owner of what the ACL stands on. */
  readonly owner: string;
  /** Of the bucket around an object; `undefined` when the ACL is a bucket's. */
  readonly bucketOwner: string | undefined;
}

const toGroup = (group: Group, ...permissions: readonly GrantPermission[]): readonly Grant[] =>
  permissions.map((permission) => ({ grantee: { group }, permission }));

const toBucketOwner =
  (permission: GrantPermission) =>
  ({ owner, bucketOwner }: CannedAclOwners): readonly Grant[] =>
    bucketOwner === undefined || bucketOwner === owner
      ? []
      : [{ grantee: { access: bucketOwner }, permission }];

/** What each adds to the owner's FULL_CONTROL. Source: S3 User Guide, "Canned ACL". */
const CANNED: ReadonlyMap<string, (owners: CannedAclOwners) => readonly Grant[]> = new Map([
  ['private', () => []],
  ['public-read', () => toGroup('AllUsers', 'READ')],
  ['public-read-write', () => toGroup('AllUsers', 'READ', 'WRITE')],
  ['authenticated-read', () => toGroup('AuthenticatedUsers', 'READ')],
  ['bucket-owner-read', toBucketOwner('READ')],
  ['bucket-owner-full-control', toBucketOwner('FULL_CONTROL')],
]);

/**
 * `undefined` for a name that is none, or none of this kind: log-delivery-write is for buckets alone, and
 * aws-exec-read gives images to machines that are not here.
 */
export function cannedAcl(name: string, owners: CannedAclOwners): AccessControlList | undefined {
  const own = privateAcl(owners.owner);
  if (name === 'log-delivery-write' && owners.bucketOwner === undefined)
    return { ...own, grants: [...own.grants, ...toGroup('LogDelivery', 'WRITE', 'READ_ACP')] };
  const more = CANNED.get(name);
  return more && { ...own, grants: [...own.grants, ...more(owners)] };
}
