import { S3Error } from '../../errors/s3.error.js';
import { checkedInteger } from '../value/cast.js';
import type { Decimal } from '../value/decimal.js';
import {
  isAbsent,
  isStructure,
  textOf,
  toDecimal,
  toFloat,
  toNumeric,
  type Numeric,
  type Value,
} from '../value/value.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** Characters of a value. Source: S3 API Reference, ColumnTooLong. */
const MAX_COLUMN = 1024 * 1024;

interface Rules {
  readonly integer: (left: bigint, right: bigint) => bigint;
  readonly decimal: (left: Decimal, right: Decimal) => Decimal;
  readonly float: (left: number, right: number) => number;
}

const RULES: Readonly<Record<ArithmeticOperator, Rules>> = {
  '+': { integer: (a, b) => a + b, decimal: (a, b) => a.plus(b), float: (a, b) => a + b },
  '-': { integer: (a, b) => a - b, decimal: (a, b) => a.minus(b), float: (a, b) => a - b },
  '*': { integer: (a, b) => a * b, decimal: (a, b) => a.times(b), float: (a, b) => a * b },
  '/': { integer: (a, b) => a / b, decimal: (a, b) => a.dividedBy(b), float: (a, b) => a / b },
  '%': { integer: (a, b) => a % b, decimal: (a, b) => a.remainder(b), float: (a, b) => a % b },
};

/** A number, be it written as text. @throws S3Error InvalidDataType */
function operand(value: Value): Numeric {
  const number = toNumeric(value);
  if (number === undefined) throw new S3Error('InvalidDataType');
  return number;
}

/**
 * Integers stay integers, division among them too; a FLOAT makes the result FLOAT, else a DECIMAL makes it DECIMAL.
 * @throws S3Error InvalidDataType, IntegerOverflow, ExternalEvalException (division by zero)
 */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (isAbsent(left) || isAbsent(right)) return null;
  const [a, b] = [operand(left), operand(right)];
  const rules = RULES[operator];
  if ((operator === '/' || operator === '%') && toFloat(b) === 0) throw new S3Error('ExternalEvalException');
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInteger(rules.integer(a, b));
  if (typeof a === 'number' || typeof b === 'number') return rules.float(toFloat(a), toFloat(b));
  return rules.decimal(toDecimal(a), toDecimal(b));
}

/** @throws S3Error InvalidDataType, ColumnTooLong */
export function concatenate(left: Value, right: Value): Value {
  if (isAbsent(left) || isAbsent(right)) return null;
  if (isStructure(left) || isStructure(right)) throw new S3Error('InvalidDataType');
  const text = textOf(left) + textOf(right);
  if (text.length > MAX_COLUMN) throw new S3Error('ColumnTooLong');
  return text;
}
