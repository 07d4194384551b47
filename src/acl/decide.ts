import type { Account } from '../iam/account.js';
import { grantsFor, grantText, isPublicGrant, type AccessControlList } from './access-control-list.js';
import { aclOfAction } from './acl-actions.js';
import type { PolicyVerdict } from './policy/evaluate.js';

/** Who wants what. */
export interface AccessQuestion {
  /** `undefined` for anonymous callers. */
  readonly account: Account | undefined;
  readonly isRoot: boolean;
  /** IAM action; a row of the operation table without one is denied. */
  readonly action: string | undefined;
  /** ACL permission that gives the same; grants open nothing where it is absent. */
  readonly permission?: string;
  /** The operation is never open to callers without a signature. */
  readonly signed?: boolean;
  /** Access key of the bucket's owner, empty for root; `undefined` where no bucket is addressed or it is yet to be made. */
  readonly bucketOwner: string | undefined;
  /** Whom the caller takes for the owner, as `bucketOwner`; a guard against buckets that changed hands. */
  readonly expectedOwner?: string;
}

/** What bucket and object say about it; absent members say nothing. */
export interface AccessEvidence {
  readonly policy?: PolicyVerdict;
  /** The policy allows to the public, and the public access block holds that back: RestrictPublicBuckets. */
  readonly ignoresPolicyAllow?: boolean;
  /** ACL of what `aclOfAction` names: absent as well where ACLs are off. */
  readonly acl?: AccessControlList;
  /** Groups that everybody belongs to get nothing: IgnorePublicAcls. */
  readonly ignoresPublicGrants?: boolean;
}

export interface AccessDecision {
  readonly allowed: boolean;
  /** `acl.reason` of the span: the rule that decided. */
  readonly reason: string;
}

const allow = (reason: string): AccessDecision => ({ allowed: true, reason });
const deny = (reason: string): AccessDecision => ({ allowed: false, reason });

/** The account that a bucket belongs to may always mend its policy. Source: S3 User Guide, "Bucket policies". */
const POLICY_ACTIONS: ReadonlySet<string> = new Set([
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
]);

/** May they? Pure; denies unless a rule allows. */
export function decide(question: AccessQuestion, evidence: AccessEvidence = {}): AccessDecision {
  return decideByStanding(question) ?? decideByBucket(question, evidence);
}

/** What the caller's own standing decides, whatever bucket and object say; `undefined` when it is theirs to decide. */
export function decideByStanding(question: AccessQuestion): AccessDecision | undefined {
  const { account, isRoot, action, bucketOwner, expectedOwner } = question;
  if (action === undefined) return deny('no-action');
  // Source: S3 User Guide, "Verifying bucket ownership with bucket owner condition": it holds for everybody.
  if (expectedOwner !== undefined && bucketOwner !== undefined && expectedOwner !== bucketOwner)
    return deny('not-expected-owner');
  if (isRoot) return allow('root');
  if (account?.role === 'admin') return allow('role-admin');
  if (action.startsWith('admin:')) return deny('role-may-not-administer');
  if (!account && question.signed) return deny('anonymous');
  if (action === 's3:CreateBucket')
    return account?.role === 'userplus' ? allow('role-userplus') : deny('role-may-not-create-buckets');
  // The answer holds only buckets of the caller's own.
  if (action === 's3:ListAllMyBuckets') return account ? allow('own-buckets') : deny('anonymous');
  return undefined;
}

/** Whether the caller is the owner of the bucket. */
export const ownsBucket = ({ account, bucketOwner }: AccessQuestion): boolean =>
  account !== undefined && bucketOwner === account.access;

function decideByBucket(question: AccessQuestion, evidence: AccessEvidence): AccessDecision {
  const { policy, ignoresPolicyAllow } = evidence;
  const isOwner = ownsBucket(question);
  if (policy?.effect === 'Deny' && !(isOwner && POLICY_ACTIONS.has(question.action ?? '')))
    return deny(`policy-deny:${policy.statement}`);
  if (policy?.effect === 'Allow' && !ignoresPolicyAllow) return allow(`policy-allow:${policy.statement}`);
  if (isOwner) return allow('bucket-owner');
  return decideByGrant(question, evidence);
}

function decideByGrant(question: AccessQuestion, evidence: AccessEvidence): AccessDecision {
  const { acl, policy, ignoresPublicGrants } = evidence;
  const heldBack = policy?.effect === 'Allow' ? 'public-access-block' : undefined;
  const asked = aclOfAction(question.action ?? '', question.permission);
  if (!acl || !asked) return deny(heldBack ?? 'no-grant');
  const access = question.account?.access;
  // Who put an object there keeps the right to its ACL. Source: S3 User Guide, "Access control list (ACL) overview".
  if (asked.on === 'object' && asked.permission !== 'READ' && access !== undefined && acl.owner === access)
    return allow('object-owner');
  const grants = grantsFor(acl, access, asked.permission);
  const counting = ignoresPublicGrants ? grants.filter((grant) => !isPublicGrant(grant)) : grants;
  const [first] = counting;
  if (first) return allow(`acl-grant:${grantText(first)}`);
  return deny(heldBack ?? (grants.length > 0 ? 'public-access-block' : 'no-grant'));
}
