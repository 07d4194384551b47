import type { Account } from '../iam/account.js';

/** Everything that a decision is made from. */
export interface AccessQuestion {
  /** `undefined` for anonymous callers. */
  readonly account: Account | undefined;
  readonly isRoot: boolean;
  /** IAM action; a row of the operation table without one is denied. */
  readonly action: string | undefined;
  /** Access key of the bucket's owner, empty for root; `undefined` where no bucket is addressed or it is yet to be made. */
  readonly bucketOwner: string | undefined;
  /** Whom the caller takes for the owner, as `bucketOwner`; a guard against buckets that changed hands. */
  readonly expectedOwner?: string;
}

export interface AccessDecision {
  readonly allowed: boolean;
  /** `acl.reason` of the span: the rule that decided. */
  readonly reason:
    | 'no-action'
    | 'anonymous'
    | 'not-expected-owner'
    | 'root'
    | 'role-admin'
    | 'role-may-not-administer'
    | 'role-may-not-create-buckets'
    | 'role-userplus'
    | 'own-buckets'
    | 'bucket-owner'
    | 'not-bucket-owner';
}

const allow = (reason: AccessDecision['reason']): AccessDecision => ({ allowed: true, reason });
const deny = (reason: AccessDecision['reason']): AccessDecision => ({ allowed: false, reason });

/** May they? Pure; denies unless a rule allows. */
export function decide(question: AccessQuestion): AccessDecision {
  const { account, isRoot, action, bucketOwner, expectedOwner } = question;
  if (action === undefined) return deny('no-action');
  if (!account) return deny('anonymous');
  // Source: S3 User Guide, "Verifying bucket ownership with bucket owner condition": it holds for everybody.
  if (expectedOwner !== undefined && bucketOwner !== undefined && expectedOwner !== bucketOwner)
    return deny('not-expected-owner');
  if (isRoot) return allow('root');
  if (account.role === 'admin') return allow('role-admin');
  if (action.startsWith('admin:')) return deny('role-may-not-administer');
  if (action === 's3:CreateBucket') {
    return account.role === 'userplus' ? allow('role-userplus') : deny('role-may-not-create-buckets');
  }
  // The answer holds only buckets of the caller's own.
  if (action === 's3:ListAllMyBuckets') return allow('own-buckets');
  return bucketOwner === account.access ? allow('bucket-owner') : deny('not-bucket-owner');
}
