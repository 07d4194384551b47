import type { ConditionContext } from './condition-context.js';
import { isHiddenInBody } from './hidden-values.js';
import type { Policy } from './policy.js';
import { isAmong } from './principals.js';
import { isOneOf } from './resources.js';
import type { Statement } from './statement.js';

export type { ConditionContext } from './condition-context.js';

export interface PolicyRequest {
  /** Access key, that of the configuration for root; `undefined` for anonymous callers. */
  readonly principal: string | undefined;
  /** IAM action as the operation table spells it. */
  readonly action: string;
  readonly bucket: string;
  /** Only for actions on objects. */
  readonly key?: string;
  readonly context: ConditionContext;
}

export interface PolicyVerdict {
  /** `undefined` when no statement speaks of the request. */
  readonly effect: 'Allow' | 'Deny' | undefined;
  /** Sid of the first statement of that effect, else `statement N` from 1; empty when there is none. */
  readonly statement: string;
}

const SILENT: PolicyVerdict = { effect: undefined, statement: '' };
const UNREADABLE: PolicyVerdict = { effect: 'Deny', statement: 'unreadable policy' };

/** An explicit Deny wins. Source: IAM User Guide, "Policy evaluation logic". Pure. */
export function evaluatePolicy(policy: Policy, request: PolicyRequest): PolicyVerdict {
  if (policy.unreadable) return UNREADABLE;
  if (policy.bucket !== request.bucket) return SILENT;
  const rest = request.key === undefined ? '' : `/${request.key}`;
  let allowing: Statement | undefined;
  for (const statement of policy.statements) {
    if (statement.effect === 'Allow' && allowing) continue;
    if (!speaksOf(statement, request, rest)) continue;
    if (statement.effect === 'Deny') return { effect: 'Deny', statement: statement.name };
    allowing = statement;
  }
  return allowing ? { effect: 'Allow', statement: allowing.name } : SILENT;
}

/** Whether the tags that an object has already are asked for; only then need the context know them. */
export function usesExistingTags(policy: Policy): boolean {
  return policy.usesExistingTags;
}

/** `rest` is what follows the name of the bucket in the name of the resource. */
function speaksOf(statement: Statement, request: PolicyRequest, rest: string): boolean {
  const { principals, actions, resources, conditions } = statement;
  if (actions.has(request.action) === statement.notActions) return false;
  if (isAmong(principals, request.principal) === statement.notPrincipals) return false;
  if (isOneOf(resources, rest, request.context) === statement.notResources) return false;
  for (const { key, holds } of conditions) {
    if (isHiddenInBody(key, request.action, request.context)) {
      if (statement.effect === 'Allow') return false;
    } else if (!holds(request.context)) {
      return false;
    }
  }
  return true;
}
