import { remembered } from './remembered.js';

export const GRANT_PERMISSIONS = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
export type GrantPermission = (typeof GRANT_PERMISSIONS)[number];

/** Predefined groups. Source: S3 User Guide, "Amazon S3 predefined groups". */
export const GROUP_URIS = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;
export type Group = keyof typeof GROUP_URIS;

/** An account by its access key, empty for root, or a group. */
export type Grantee = { readonly access: string } | { readonly group: Group };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: GrantPermission;
}

/** Source: S3 User Guide, "Access control list (ACL) overview". */
export interface AccessControlList {
  /** Access key, empty for root. */
  readonly owner: string;
  readonly grants: readonly Grant[];
}

/** Source: S3 User Guide: "An ACL can have up to 100 grants." */
export const MAX_GRANTS = 100;

/** Groups that open something to callers whom nobody knows. */
const PUBLIC_GROUPS: readonly Group[] = ['AllUsers', 'AuthenticatedUsers'];

/** What an owner has who never said anything else. */
export function privateAcl(owner: string): AccessControlList {
  return { owner, grants: [{ grantee: { access: owner }, permission: 'FULL_CONTROL' }] };
}

export function writeAcl(acl: AccessControlList): string {
  return JSON.stringify(acl);
}

/** Opens nothing to anybody, as what takes the place of a stored list that cannot be read. */
const CLOSED: AccessControlList = { owner: '', grants: [] };

/** The stored form of a list. */
export const readAcl = remembered((text): AccessControlList => {
  try {
    const acl = JSON.parse(text) as Partial<AccessControlList> | null;
    return typeof acl?.owner === 'string' && Array.isArray(acl.grants) ? (acl as AccessControlList) : CLOSED;
  } catch {
    return CLOSED;
  }
});

export const isPublicGrant = ({ grantee }: Grant): boolean =>
  'group' in grantee && PUBLIC_GROUPS.includes(grantee.group);

/** Whether anything is open to everybody. Source: S3 User Guide, "Blocking public access", "The meaning of public". */
export const isPublicAcl = ({ grants }: AccessControlList): boolean => grants.some(isPublicGrant);

/** The list says no more than that this account has everything. */
export function isPrivateTo(acl: AccessControlList, owner: string): boolean {
  return (
    acl.owner === owner &&
    acl.grants.length > 0 &&
    acl.grants.every(
      ({ grantee, permission }) =>
        'access' in grantee && grantee.access === owner && permission === 'FULL_CONTROL',
    )
  );
}

/** The grants that give this permission to a caller: `access` is `undefined` for anonymous ones, empty for root. */
export function grantsFor(
  acl: AccessControlList,
  access: string | undefined,
  permission: GrantPermission,
): readonly Grant[] {
  return acl.grants.filter(
    (grant) =>
      (grant.permission === permission || grant.permission === 'FULL_CONTROL') &&
      holds(grant.grantee, access),
  );
}

function holds(grantee: Grantee, access: string | undefined): boolean {
  if ('access' in grantee) return grantee.access === access;
  if (grantee.group === 'AllUsers') return true;
  return grantee.group === 'AuthenticatedUsers' && access !== undefined;
}

/** `READ to AllUsers`: for spans. */
export function grantText({ grantee, permission }: Grant): string {
  return `${permission} to ${'group' in grantee ? grantee.group : grantee.access || 'root'}`;
}
