import { S3Error } from '../../errors/s3.error.js';
import type { AggregateExpression, Expression, PathExpression } from '../sql/ast.js';
import { castValue } from '../value/cast.js';
import type { Timestamp } from '../value/timestamp.js';
import { compareValues, isAbsent, MISSING, type Value } from '../value/value.js';
import { Accumulator } from './aggregate.js';
import { calculate, concatenate } from './arithmetic.js';
import { functionOf } from './functions.js';
import { likePattern } from './like.js';

/** An expression, ready to run on one record after another. */
export type Evaluate<Row> = (row: Row) => Value;

/** Finds what a path of an expression means in the records of an input. */
export type Bind<Row> = (path: PathExpression) => Evaluate<Row>;

const ORDERINGS: Readonly<Record<'<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** NULL where one is absent or the two have no order. */
function ordered(left: Value, right: Value, test: (order: number) => boolean): Value {
  if (isAbsent(left) || isAbsent(right)) return null;
  const order = compareValues(left, right);
  return order === undefined ? null : test(order);
}

/** Values that cannot be compared are not equal. */
const equals = (left: Value, right: Value): boolean | null =>
  isAbsent(left) || isAbsent(right) ? null : compareValues(left, right) === 0;

/** Turns expressions into functions. Source of NULL in conditions: SQL, three-valued logic. */
export class Compiler<Row> {
  /** Of the aggregates seen so far, with what they collect. */
  readonly aggregates: { readonly accumulator: Accumulator; readonly argument: Evaluate<Row> | undefined }[] =
    [];
  /** A name stands outside of all aggregates. */
  readsRecords = false;
  private inAggregate = false;

  constructor(
    private readonly bind: Bind<Row>,
    private readonly now: Timestamp,
  ) {}

  /** @throws S3Error for names that the input does not have, UnsupportedSqlStructure for aggregates in aggregates */
  compile(expression: Expression): Evaluate<Row> {
    if (expression.kind === 'literal') {
      const { value } = expression;
      return () => value;
    }
    if (expression.kind === 'path') {
      this.readsRecords ||= !this.inAggregate;
      return this.bind(expression);
    }
    if (expression.kind === 'aggregate') return this.aggregate(expression);
    if (expression.kind === 'binary') return this.binary(expression);
    if (expression.kind === 'like') return this.like(expression);
    if (expression.kind === 'case') return this.choice(expression);
    return this.simple(expression);
  }

  private simple(
    expression: Exclude<Expression, { kind: 'literal' | 'path' | 'aggregate' | 'binary' | 'like' | 'case' }>,
  ): Evaluate<Row> {
    if (expression.kind === 'call') {
      const call = functionOf(expression.name, this.now);
      const args = expression.arguments.map((argument) => this.compile(argument));
      return (row) => call(args.map((argument) => argument(row)));
    }
    const operand = this.compile(expression.operand);
    switch (expression.kind) {
      case 'not':
        return (row) => negated(operand(row));
      case 'negative':
        return (row) => calculate('-', 0n, operand(row));
      case 'is':
        return expression.what === 'MISSING'
          ? (row) => operand(row) === MISSING
          : (row) => isAbsent(operand(row));
      case 'cast':
        return (row) => castValue(operand(row), expression.type);
      case 'in':
        return this.membership(operand, expression.list);
      case 'between': {
        const [low, high] = [this.compile(expression.low), this.compile(expression.high)];
        return (row) => {
          const value = operand(row);
          return and(
            ordered(value, low(row), (order) => order >= 0),
            () => ordered(value, high(row), (order) => order <= 0),
          );
        };
      }
    }
  }

  private binary(expression: Extract<Expression, { kind: 'binary' }>): Evaluate<Row> {
    const { operator } = expression;
    const [left, right] = [this.compile(expression.left), this.compile(expression.right)];
    switch (operator) {
      case 'AND':
        return (row) => and(left(row), () => right(row));
      case 'OR':
        return (row) => or(left(row), () => right(row));
      case '=':
        return (row) => equals(left(row), right(row));
      case '<>':
        return (row) => negated(equals(left(row), right(row)));
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const test = ORDERINGS[operator];
        return (row) => ordered(left(row), right(row), test);
      }
      case '||':
        return (row) => concatenate(left(row), right(row));
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return (row) => calculate(operator, left(row), right(row));
    }
  }

  private membership(operand: Evaluate<Row>, expressions: readonly Expression[]): Evaluate<Row> {
    const list = expressions.map((item) => this.compile(item));
    return (row) => {
      const value = operand(row);
      let isUnknown = false;
      for (const item of list) {
        const same = equals(value, item(row));
        if (same === true) return true;
        isUnknown ||= same === null;
      }
      return isUnknown ? null : false;
    };
  }

  private like(expression: Extract<Expression, { kind: 'like' }>): Evaluate<Row> {
    const operand = this.compile(expression.operand);
    const pattern = this.compile(expression.pattern);
    const escape = expression.escape && this.compile(expression.escape);
    let known: { text: string; escape: string | undefined; test: (text: string) => boolean } | undefined;
    return (row) => {
      const value = operand(row);
      const wanted = pattern(row);
      const sign = escape?.(row);
      if (isAbsent(value) || isAbsent(wanted) || sign === null || sign === MISSING) return null;
      if (typeof value !== 'string' || typeof wanted !== 'string' || !isTextOrNothing(sign))
        throw new S3Error('LikeInvalidInputs');
      if (known?.text !== wanted || known.escape !== sign)
        known = { text: wanted, escape: sign, test: likePattern(wanted, sign) };
      return known.test(value);
    };
  }

  private choice(expression: Extract<Expression, { kind: 'case' }>): Evaluate<Row> {
    const operand = expression.operand && this.compile(expression.operand);
    const otherwise = expression.otherwise ? this.compile(expression.otherwise) : () => null;
    const branches = expression.branches.map(({ when, result }) => ({
      when: this.compile(when),
      result: this.compile(result),
    }));
    return (row) => {
      const value = operand?.(row);
      const found = branches.find(
        ({ when }) => (value === undefined ? when(row) : equals(value, when(row))) === true,
      );
      return (found?.result ?? otherwise)(row);
    };
  }

  private aggregate({ name, argument }: AggregateExpression): Evaluate<Row> {
    if (this.inAggregate) throw new S3Error('UnsupportedSqlStructure');
    this.inAggregate = true;
    const accumulator = new Accumulator(name);
    this.aggregates.push({ accumulator, argument: argument && this.compile(argument) });
    this.inAggregate = false;
    return () => accumulator.result();
  }
}

const isTextOrNothing = (value: Value | undefined): value is string | undefined =>
  value === undefined || typeof value === 'string';

const negated = (value: Value): Value => (typeof value === 'boolean' ? !value : truth(value));

/** What is neither true nor false is unknown; a text or a number is no condition. @throws S3Error InvalidDataType */
function truth(value: Value): boolean | null {
  if (isAbsent(value)) return null;
  if (typeof value === 'boolean') return value;
  throw new S3Error('InvalidDataType');
}

function and(left: Value, right: () => Value): Value {
  const first = truth(left);
  if (first === false) return false;
  const second = truth(right());
  return second === false ? false : first === null || second === null ? null : true;
}

function or(left: Value, right: () => Value): Value {
  const first = truth(left);
  if (first === true) return true;
  const second = truth(right());
  return second === true ? true : first === null || second === null ? null : false;
}
