import { documentOf, type Answer, type Plain, type PlainElement } from './answer.js';

export const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
export const NOT_SUPPORTED = {
  status: 400,
  Code: 'AccessControlListNotSupported',
  Message: 'The bucket does not allow ACLs',
};

/** An account as a list shows it. */
export const user = (ID: string): Plain => ({ ID, DisplayName: ID });

/** The list of somebody who shares with nobody. */
export const ownedBy = (owner: string): Plain => ({
  Owner: user(owner),
  AccessControlList: { Grant: { Grantee: user(owner), Permission: 'FULL_CONTROL' } },
});

/** Whose it is, and its grants as pairs of grantee and permission. */
export interface AclList {
  readonly owner: unknown;
  readonly grants: readonly [grantee: unknown, permission: unknown][];
}

/** Reads the answer of GetBucketAcl or GetObjectAcl. */
export function aclOf(answer: Answer): AclList {
  const acl = documentOf(answer, 'AccessControlPolicy');
  const grants = [(acl['AccessControlList'] as PlainElement)['Grant']].flat() as PlainElement[];
  return {
    owner: (acl['Owner'] as PlainElement)['ID'],
    grants: grants.map(({ Grantee, Permission }) => {
      const { ID, URI } = Grantee as PlainElement;
      return [ID ?? URI, Permission];
    }),
  };
}
