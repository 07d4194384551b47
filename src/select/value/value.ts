import { Decimal } from './decimal.js';
import { Timestamp } from './timestamp.js';

/** What a path gives that leads nowhere; an output leaves it out, or empty. Source: S3 User Guide, "IS operators". */
export const MISSING: unique symbol = Symbol('MISSING');
export type Missing = typeof MISSING;

/** A value as `JSON.parse` makes it; integers beyond 2^53 are bigint. */
export type JsonValue =
  null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A number: INTEGER, DECIMAL or FLOAT. */
export type Numeric = bigint | Decimal | number;

export type Scalar = boolean | Numeric | string | Timestamp;

/** Everything that an expression can be. */
export type Value = Missing | null | Scalar | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export const isAbsent = (value: Value): value is Missing | null => value === null || value === MISSING;

export const isNumeric = (value: Value): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Decimal;

export const isStructure = (
  value: Value,
): value is readonly JsonValue[] | { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !(value instanceof Decimal) && !(value instanceof Timestamp);

/** Numbers of JSON are exact: an integer or a decimal; those that are written with an exponent are FLOAT. */
export function fromJson(value: JsonValue | undefined): Value {
  if (value === undefined) return MISSING;
  if (typeof value !== 'number') return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  const text = String(value);
  return text.includes('e') ? value : (Decimal.parse(text) ?? value);
}

const SHORT_INTEGER = /^-?\d{1,15}$/;

/** The number that a text or a number is; `undefined` for everything else. */
export function toNumeric(value: Value): Numeric | undefined {
  if (isNumeric(value)) return value;
  if (typeof value !== 'string') return undefined;
  if (SHORT_INTEGER.test(value)) return BigInt(value);
  const decimal = Decimal.parse(value);
  return decimal?.scale === 0 ? decimal.coefficient : decimal;
}

export const toDecimal = (value: bigint | Decimal): Decimal =>
  typeof value === 'bigint' ? Decimal.of(value) : value;

export const toFloat = (value: Numeric): number =>
  value instanceof Decimal ? value.toNumber() : Number(value);

function compareNumbers(left: Numeric, right: Numeric): number {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'number' || typeof right === 'number') {
    const [a, b] = [toFloat(left), toFloat(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return toDecimal(left).compare(toDecimal(right));
}

/**
 * Negative, zero or positive; `undefined` when the two have no order. A text is taken for what it is compared with, so
 * the columns of CSV need no CAST for that.
 */
export function compareValues(left: Value, right: Value): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (isNumeric(left) || isNumeric(right)) {
    const [a, b] = [toNumeric(left), toNumeric(right)];
    return a === undefined || b === undefined ? undefined : compareNumbers(a, b);
  }
  if (left instanceof Timestamp || right instanceof Timestamp) {
    const [a, b] = [toTimestamp(left), toTimestamp(right)];
    return a && b ? a.time - b.time : undefined;
  }
  const [a, b] = [toBoolean(left), toBoolean(right)];
  return a === undefined || b === undefined ? undefined : Number(a) - Number(b);
}

export function toTimestamp(value: Value): Timestamp | undefined {
  if (value instanceof Timestamp) return value;
  return typeof value === 'string' ? Timestamp.parse(value) : undefined;
}

export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' && value.length <= 5 ? value.toLowerCase() : undefined;
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A scalar as text: what CAST to STRING gives and CSV writes. */
export const textOf = (value: Scalar): string => (typeof value === 'string' ? value : String(value));
