import { ACTIONS } from './actions.js';
import { type Condition, compileConditions } from './conditions.js';
import { malformedPolicy } from './malformed-policy.js';
import { checkMembers, membersOf, stringsOf } from './members.js';
import { type Principals, readPrincipals } from './principals.js';
import { compileResources, type Resources } from './resources.js';
import { compileTemplate } from './template.js';

export type Effect = 'Allow' | 'Deny';

/** A statement of a policy, made ready for evaluation. */
export interface Statement {
  readonly effect: Effect;
  /** Its Sid, else `statement N` from 1. */
  readonly name: string;
  readonly principals: Principals;
  /** NotPrincipal: everybody but these. */
  readonly notPrincipals: boolean;
  /** All known actions that it names, by wildcards too. */
  readonly actions: ReadonlySet<string>;
  readonly notActions: boolean;
  readonly resources: Resources;
  readonly notResources: boolean;
  readonly conditions: readonly Condition[];
}

export interface StatementScope {
  readonly bucket: string;
  /** `${…}` in texts is replaced. */
  readonly variables: boolean;
}

const MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const MAX_NAME = 128;
/** Wildcards read neither variables nor the request. */
const NO_REQUEST = { values: () => undefined };

/** @throws S3Error MalformedPolicy */
export function compileStatement(value: unknown, number: number, scope: StatementScope): Statement {
  const members = membersOf(value);
  checkMembers(members, MEMBERS);
  const effect = readEffect(members['Effect']);
  const [principal, notPrincipals] = oneOf(members, 'Principal');
  const [action, notActions] = oneOf(members, 'Action');
  const [resource, notResources] = oneOf(members, 'Resource');
  if (notPrincipals && effect === 'Allow') throw malformedPolicy('Allow with NotPrincipal is not allowed.');
  const principals = readPrincipals(principal);
  const patterns = stringsOf(action);
  const actions = patterns.map(actionsLike);
  const resources = compileResources(stringsOf(resource), scope.bucket, scope.variables);
  const sid = readSid(members['Sid']);
  const label = `Statement "${sid || `NO_ID-${number - 1}`}"`;
  if (!notActions && !notResources) {
    const strayed = patterns.find((_, index) => !appliesTo(actions[index]!, resources));
    if (strayed !== undefined) throw inapplicable(`Action "${strayed}" in ${label}`);
  }
  const named = patterns.flatMap((pattern, index) => (isWildcard(pattern) ? [] : [...actions[index]!]));
  const conditions =
    members['Condition'] === undefined
      ? []
      : compileConditions(members['Condition'], {
          variables: scope.variables,
          actions: notActions ? [] : named,
          label,
        });
  return {
    effect,
    name: sid.slice(0, MAX_NAME) || `statement ${number}`,
    principals,
    notPrincipals,
    actions: new Set(actions.flatMap((names) => [...names])),
    notActions,
    resources,
    notResources,
    conditions,
  };
}

/** A member that may be there in its negated form instead; whether it is. */
function oneOf(members: Readonly<Record<string, unknown>>, name: string): [value: unknown, negated: boolean] {
  const value = members[name];
  const negated = members[`Not${name}`];
  if (value !== undefined && negated !== undefined)
    throw malformedPolicy(`Statement/policy already has instance of ${name}`);
  if (value === undefined && negated === undefined) throw malformedPolicy(`Missing required field ${name}`);
  return value === undefined ? [negated, true] : [value, false];
}

function readEffect(value: unknown): Effect {
  if (value === undefined) throw malformedPolicy('Missing required field Effect');
  if (value !== 'Allow' && value !== 'Deny')
    throw malformedPolicy(typeof value === 'string' ? `Invalid effect: ${value.slice(0, 64)}` : undefined);
  return value;
}

export function readSid(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') throw malformedPolicy();
  return value;
}

const isWildcard = (pattern: string): boolean => pattern.includes('*') || pattern.includes('?');

const NAMES_BY_LOWER_CASE = new Map([...ACTIONS.keys()].map((name) => [name.toLowerCase(), name]));

/** Source: IAM User Guide, "IAM JSON policy elements: Action": names are compared without regard to case. */
function actionsLike(pattern: string): string[] {
  const lower = pattern.toLowerCase();
  const named = NAMES_BY_LOWER_CASE.get(lower);
  if (named !== undefined) return [named];
  if (pattern === '*') return [...ACTIONS.keys()];
  const matches = compileTemplate(lower, { variables: false, wildcards: true });
  const names = lower.startsWith('s3:')
    ? [...ACTIONS.keys()].filter((name) => matches(name.toLowerCase(), NO_REQUEST))
    : [];
  if (names.length === 0) throw malformedPolicy('Policy has invalid action', pattern);
  return names;
}

const appliesTo = (actions: readonly string[], { bucket, objects }: Resources): boolean =>
  actions.some((action) => {
    const level = ACTIONS.get(action);
    return (level === 'bucket' && bucket) || (level === 'object' && objects);
  });

const inapplicable = (detail: string): Error =>
  malformedPolicy('Action does not apply to any resource(s) in statement', detail);
