import type { Policy } from './policy.js';

/** What a request says of itself. */
export interface ConditionContext {
  /** Values of a condition key by its lower-case name; `undefined` when the request has none. */
  values(key: string): readonly string[] | undefined;
}

export interface PolicyRequest {
  /** Access key; `undefined` for anonymous callers. */
  readonly principal: string | undefined;
  /** IAM action as the operation table spells it. */
  readonly action: string;
  readonly bucket: string;
  readonly key?: string;
  readonly context: ConditionContext;
}

export interface PolicyVerdict {
  readonly effect: 'Allow' | 'Deny' | undefined;
  /** Sid of the statement that decided, else `statement N` from 1; empty when none matched. */
  readonly statement: string;
}

export function evaluatePolicy(_policy: Policy, _request: PolicyRequest): PolicyVerdict {
  return { effect: undefined, statement: '' };
}

/** Whether the tags that an object has already are asked for. */
export function usesExistingTags(_policy: Policy): boolean {
  return false;
}
