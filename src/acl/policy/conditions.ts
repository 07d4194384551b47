import type { ConditionContext } from './condition-context.js';
import { actionsOfConditionKey } from './condition-keys.js';
import { CONDITION_OPERATORS, readBoolean } from './condition-operators.js';
import { readIpRange } from './ip-ranges.js';
import { malformedPolicy } from './malformed-policy.js';
import { membersOf, stringsOf } from './members.js';

export interface Condition {
  /** As the policy spells it: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
  readonly holds: (context: ConditionContext) => boolean;
}

/** What the rest of a statement says to its conditions. */
export interface ConditionScope {
  /** The policy has variables. */
  readonly variables: boolean;
  /** Actions that the statement names one by one. */
  readonly actions: readonly string[];
  /** What errors call the statement: `Statement "…"`. */
  readonly label: string;
}

/** All of them must hold. @throws S3Error MalformedPolicy */
export function compileConditions(block: unknown, scope: ConditionScope): Condition[] {
  return Object.entries(membersOf(block)).flatMap(([operator, keys]) => {
    const compile = operatorOf(operator);
    return Object.entries(membersOf(keys)).map(([name, value]): Condition => {
      const key = name.toLowerCase();
      const values = scalarsOf(value);
      checkKey(name, scope);
      if (key === 'aws:sourceip' && operator !== 'Null') values.forEach(readIpRange);
      return { operator, key, values, holds: compile(key, wantedOf(key, values), scope.variables) };
    });
  });
}

type ConditionCompiler = (
  key: string,
  values: readonly string[],
  variables: boolean,
) => (context: ConditionContext) => boolean;

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/;

function operatorOf(name: string): ConditionCompiler {
  if (name === 'Null') return compileNull;
  const [, set, base = '', ifExists] = OPERATOR.exec(name) ?? [];
  const operator = CONDITION_OPERATORS.get(base);
  if (!operator) throw malformedPolicy(`Invalid Condition type : ${name.slice(0, 64)}`);
  const { negated, compile } = operator;
  const holdsWithout = ifExists !== undefined || (set === undefined ? negated : set === 'ForAllValues');
  return (key, wanted, variables) => {
    const fits = compile(wanted, variables);
    return (context) => {
      const values = context.values(key);
      if (!values || values.length === 0) return holdsWithout;
      if (set === 'ForAnyValue') return values.some((value) => fits(value, context) !== negated);
      if (set === 'ForAllValues') return values.every((value) => fits(value, context) !== negated);
      return values.some((value) => fits(value, context)) !== negated;
    };
  };
}

/** Source: IAM User Guide, "Condition operator to check existence of condition keys": `true` asks that there is no value. */
const compileNull: ConditionCompiler = (key, values) => {
  const wanted = values.map(readBoolean);
  return (context) => wanted.includes((context.values(key)?.length ?? 0) === 0);
};

/** @throws S3Error MalformedPolicy for a key that does not exist, or of which an action of the statement knows nothing */
function checkKey(name: string, { actions, label }: ConditionScope): void {
  const known = actionsOfConditionKey(name.toLowerCase());
  if (!known) throw malformedPolicy('Policy has an invalid condition key', name);
  const stranger = actions.find((action) => !known.has(action));
  if (stranger === undefined) return;
  throw malformedPolicy(
    'Conditions do not apply to combination of actions and resources in statement',
    `Condition "${name}" and action "${stranger}" in ${label}`,
  );
}

/** Up to the account, but of the account itself. */
const ACCOUNT = /^arn:[^:]*:iam::[^:]*:(?!root$)/;

/** The account of a user counts as little in a condition as in Principal: users are known by access key alone. */
const wantedOf = (key: string, values: readonly string[]): readonly string[] =>
  key === 'aws:principalarn' ? values.map((value) => value.replace(ACCOUNT, 'arn:aws:iam:::')) : values;

/** JSON numbers and booleans stand for their text. */
function scalarsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return stringsOf(
    list.map((each) => (typeof each === 'number' || typeof each === 'boolean' ? String(each) : each)),
  );
}
