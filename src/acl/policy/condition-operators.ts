import { ipMatcher } from './ip-ranges.js';
import { malformedPolicy } from './malformed-policy.js';
import { compileTemplate, type TextMatcher } from './template.js';

/** Makes of the values of a condition what tells whether one of them fits a value of the request. */
export type OperatorCompiler = (values: readonly string[], variables: boolean) => TextMatcher;

export interface ConditionOperator {
  readonly compile: OperatorCompiler;
  /** Holds where no value fits. */
  readonly negated: boolean;
}

type Compare = (left: number, right: number) => boolean;

const anyOf =
  (matchers: readonly TextMatcher[]): TextMatcher =>
  (text, context) => {
    for (const matches of matchers) if (matches(text, context)) return true;
    return false;
  };

const equalTo =
  (wildcards: boolean): OperatorCompiler =>
  (values, variables) =>
    anyOf(values.map((value) => compileTemplate(value, { variables, wildcards })));

const equalIgnoringCase: OperatorCompiler = (values, variables) => {
  const matches = anyOf(
    values.map((value) => compileTemplate(value.toLowerCase(), { variables, wildcards: false })),
  );
  // A variable stands for a value that may have capitals of its own.
  return (text, context) =>
    matches(text.toLowerCase(), {
      values: (key) => context.values(key)?.map((value) => value.toLowerCase()),
    });
};

/** Source: IAM User Guide, "ARN condition operators": each of the six parts is compared for itself, with wildcards. */
const equalArn: OperatorCompiler = (values, variables) =>
  anyOf(
    values.map((value): TextMatcher => {
      const parts = arnParts(value).map((part) => compileTemplate(part, { variables, wildcards: true }));
      return (text, context) => {
        const others = arnParts(text);
        return (
          others.length === parts.length && parts.every((matches, index) => matches(others[index]!, context))
        );
      };
    }),
  );

const arnParts = (arn: string): string[] => {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

const compareWith =
  (read: (text: string) => number, compare: Compare): OperatorCompiler =>
  (values) => {
    const limits = values.map((value) => {
      const limit = read(value);
      if (Number.isNaN(limit)) throw malformedPolicy(undefined, value);
      return limit;
    });
    return (text) => {
      const value = read(text);
      return limits.some((limit) => compare(value, limit));
    };
  };

const NUMBER = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

const readNumber = (text: string): number => (NUMBER.test(text) ? Number(text) : NaN);

/** Milliseconds. Source: IAM User Guide, "Date condition operators": ISO 8601, or seconds since 1970. */
const readDate = (text: string): number => (DATE.test(text) ? Date.parse(text) : readNumber(text) * 1000);

const equalBoolean: OperatorCompiler = (values) => {
  const wanted = values.map(readBoolean);
  return (text) => {
    const value = text.toLowerCase();
    return wanted.some((each) => value === String(each));
  };
};

/** @throws S3Error MalformedPolicy */
export function readBoolean(text: string): boolean {
  const value = text.toLowerCase();
  if (value !== 'true' && value !== 'false') throw malformedPolicy(undefined, text);
  return value === 'true';
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const equalBytes: OperatorCompiler = (values) => {
  const wanted = values.map((value) => {
    if (!BASE64.test(value) || value.length % 4 !== 0) throw malformedPolicy(undefined, value);
    return Buffer.from(value, 'base64').toString('latin1');
  });
  return (text) => wanted.includes(Buffer.from(text).toString('latin1'));
};

const plain = (compile: OperatorCompiler): ConditionOperator => ({ compile, negated: false });
const not = (compile: OperatorCompiler): ConditionOperator => ({ compile, negated: true });

const equal: Compare = (left, right) => left === right;
const COMPARISONS: readonly (readonly [name: string, compare: Compare])[] = [
  ['LessThan', (left, right) => left < right],
  ['LessThanEquals', (left, right) => left <= right],
  ['GreaterThan', (left, right) => left > right],
  ['GreaterThanEquals', (left, right) => left >= right],
];

const ordered = (type: string, read: (text: string) => number): [string, ConditionOperator][] => [
  [`${type}Equals`, plain(compareWith(read, equal))],
  [`${type}NotEquals`, not(compareWith(read, equal))],
  ...COMPARISONS.map(([name, compare]): [string, ConditionOperator] => [
    `${type}${name}`,
    plain(compareWith(read, compare)),
  ]),
];

/** By name, without prefix and suffix. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ['StringEquals', plain(equalTo(false))],
  ['StringNotEquals', not(equalTo(false))],
  ['StringEqualsIgnoreCase', plain(equalIgnoringCase)],
  ['StringNotEqualsIgnoreCase', not(equalIgnoringCase)],
  ['StringLike', plain(equalTo(true))],
  ['StringNotLike', not(equalTo(true))],
  ...ordered('Numeric', readNumber),
  ...ordered('Date', readDate),
  ['Bool', plain(equalBoolean)],
  ['BinaryEquals', plain(equalBytes)],
  ['IpAddress', plain(ipMatcher)],
  ['NotIpAddress', not(ipMatcher)],
  ['ArnEquals', plain(equalArn)],
  ['ArnLike', plain(equalArn)],
  ['ArnNotEquals', not(equalArn)],
  ['ArnNotLike', not(equalArn)],
]);
