import type { ConditionContext } from './condition-context.js';

/** Condition keys that begin with `prefix`, and the key that has a value as soon as theirs are known. */
interface BodyKeys {
  readonly prefix: string;
  readonly witness: string;
}

const REQUEST_TAGS: BodyKeys = { prefix: 's3:requestobjecttag', witness: 's3:requestobjecttagkeys' };

/** Actions that a header asks for, or a body of which nothing is read before the caller may send it. */
const BODY_KEYS: ReadonlyMap<string, BodyKeys> = new Map([
  ['s3:PutObjectLegalHold', { prefix: 's3:object-lock-legal-hold', witness: 's3:object-lock-legal-hold' }],
  ['s3:PutObjectRetention', { prefix: 's3:object-lock-', witness: 's3:object-lock-mode' }],
  ['s3:PutObjectTagging', REQUEST_TAGS],
  ['s3:PutObjectVersionTagging', REQUEST_TAGS],
]);

/**
 * Whether the request says in its body what a condition asks for. No operator may then take the value for missing: what
 * cannot be checked is not allowed.
 */
export function isHiddenInBody(key: string, action: string, context: ConditionContext): boolean {
  const keys = BODY_KEYS.get(action);
  return keys !== undefined && key.startsWith(keys.prefix) && context.values(keys.witness) === undefined;
}
