import type { Condition } from './conditions.js';
import { readIpRange } from './ip-ranges.js';
import type { Policy } from './policy.js';
import type { Statement } from './statement.js';
import { isFixedText } from './template.js';

/** Keys whose fixed values leave a statement to known callers. */
const RESTRICTING_KEYS = new Set([
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/** Operators that hold only for requests with one of the values. */
const FIXING_OPERATOR =
  /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;
const IP_OPERATOR = /^(?:ForAnyValue:)?IpAddress$/;

/** Actions that expose what is in a bucket. */
const EXPOSING_ACTION = /^s3:(?:Get|List|Delete|Put|AbortMultipartUpload$|RestoreObject$)/;

/** Prefixes of fewer bits are as good as everybody. */
const MIN_PREFIX = { ipv4: 8, ipv6: 32 };

/**
 * Whether the policy opens the bucket to everybody. Every statement that allows counts for itself, whatever others deny.
 * Source: S3 User Guide, "Blocking public access: the meaning of public".
 */
export function isPublicPolicy(policy: Policy): boolean {
  let isPublic = known.get(policy);
  if (isPublic === undefined) {
    isPublic = policy.statements.some(opens);
    known.set(policy, isPublic);
  }
  return isPublic;
}

/** Asked for with every request to a bucket that restricts public policies. */
const known = new WeakMap<Policy, boolean>();

const opens = (statement: Statement): boolean =>
  statement.effect === 'Allow' &&
  statement.principals.everybody &&
  exposes(statement) &&
  !statement.conditions.some(restricts);

const exposes = ({ actions, notActions }: Statement): boolean =>
  notActions || [...actions].some((action) => EXPOSING_ACTION.test(action));

function restricts({ operator, key, values }: Condition): boolean {
  if (key === 'aws:sourceip') return IP_OPERATOR.test(operator) && values.every(isNarrow);
  // A variable stands for what the caller says, so it fixes nothing.
  return (
    RESTRICTING_KEYS.has(key) &&
    FIXING_OPERATOR.test(operator) &&
    values.every((value) => isFixedText(value, { variables: true, wildcards: true }))
  );
}

function isNarrow(text: string): boolean {
  const { family, prefix } = readIpRange(text);
  return prefix >= MIN_PREFIX[family];
}
