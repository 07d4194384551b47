import { S3Error } from '../../errors/s3.error.js';
import { formatTimestamp } from '../value/timestamp-pattern.js';
import { Timestamp, type DatePart } from '../value/timestamp.js';
import { compareValues, isAbsent, MISSING, toNumeric, toTimestamp, type Value } from '../value/value.js';

/** Values of the arguments; none of them is NULL or MISSING unless the function asks for those. */
type Implementation = (args: readonly Value[]) => Value;

const wrongType = (): S3Error => new S3Error('IncorrectSqlFunctionArgumentType');

function text(value: Value | undefined): string {
  if (typeof value !== 'string') throw wrongType();
  return value;
}

function timestamp(value: Value | undefined): Timestamp {
  const found = value === undefined ? undefined : toTimestamp(value);
  if (!found) throw typeof value === 'string' ? new S3Error('ValueParseFailure') : wrongType();
  return found;
}

/** @throws S3Error IncorrectSqlFunctionArgumentType for what is no integer of a sensible size */
function integer(value: Value | undefined): number {
  const number = value === undefined ? undefined : toNumeric(value);
  if (typeof number !== 'bigint' || BigInt.asIntN(53, number) !== number) throw wrongType();
  return Number(number);
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const SURROGATE = /[\ud800-\udbff]/;

/** UTF-16 units of the first `characters` code points. */
function unitsOf(value: string, characters: number): number {
  let at = 0;
  for (let left = characters; left > 0 && at < value.length; left -= 1)
    at += isHighSurrogate(value.charCodeAt(at)) ? 2 : 1;
  return at;
}

/** Code points. */
function lengthOf(value: string): number {
  if (!SURROGATE.test(value)) return value.length;
  let length = 0;
  for (let at = 0; at < value.length; length += 1) at += isHighSurrogate(value.charCodeAt(at)) ? 2 : 1;
  return length;
}

/** `start` counts code points from 1 and may lie before the text. Source: S3 User Guide, "SUBSTRING". */
function substring(value: string, start: number, length = Number.POSITIVE_INFINITY): string {
  if (length < 0) throw new S3Error('EvaluatorInvalidArguments');
  const first = Math.max(start - 1, 0);
  const end = Math.max(start - 1 + length, 0);
  if (first >= end) return '';
  if (!SURROGATE.test(value)) return value.slice(first, end);
  return value.slice(unitsOf(value, first), unitsOf(value, end));
}

/** Takes away what is among `characters`. */
function trim(side: string, characters: string, value: string): string {
  const gone = new Set(characters);
  let start = 0;
  let end = value.length;
  if (side !== 'TRAILING') while (start < end && gone.has(value.charAt(start))) start += 1;
  if (side !== 'LEADING') while (end > start && gone.has(value.charAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function extract(part: string, value: Timestamp): Value {
  const { clock, offset = 0 } = value;
  const parts: Readonly<Record<string, number>> = {
    year: clock.year,
    month: clock.month,
    day: clock.day,
    hour: clock.hour,
    minute: clock.minute,
    second: clock.second,
    timezone_hour: Math.trunc(offset / 60),
    timezone_minute: offset % 60,
  };
  return BigInt(parts[part] ?? 0);
}

function dateAdd(part: DatePart, quantity: number, value: Timestamp): Value {
  const moved = value.plus(part, quantity);
  if (!moved) throw new S3Error('IntegerOverflow');
  return moved;
}

/** Functions whose result is NULL as soon as an argument is absent. Source: S3 User Guide, "SQL functions". */
const STRICT: Readonly<Record<string, Implementation>> = {
  CHAR_LENGTH: ([value]) => BigInt(lengthOf(text(value))),
  CHARACTER_LENGTH: ([value]) => BigInt(lengthOf(text(value))),
  DATE_ADD: ([part, quantity, value]) => dateAdd(part as DatePart, integer(quantity), timestamp(value)),
  DATE_DIFF: ([part, from, to]) => BigInt(timestamp(from).until(part as DatePart, timestamp(to))),
  EXTRACT: ([part, value]) => extract(text(part), timestamp(value)),
  LOWER: ([value]) => text(value).toLowerCase(),
  SUBSTRING: ([value, start, length]) =>
    substring(text(value), integer(start), length === undefined ? undefined : integer(length)),
  TO_STRING: ([value, pattern]) => formatTimestamp(timestamp(value), text(pattern)),
  TO_TIMESTAMP: ([value]) => timestamp(value),
  TRIM: ([side, characters, value]) => trim(text(side), text(characters), text(value)),
  UPPER: ([value]) => text(value).toUpperCase(),
};

/** The function of that name. `now` is what UTCNOW gives: one time for the whole query. */
export function functionOf(name: string, now: Timestamp): Implementation {
  if (name === 'UTCNOW') return () => now;
  if (name === 'COALESCE') return (args) => args.find((value) => !isAbsent(value)) ?? null;
  if (name === 'NULLIF')
    return ([left = MISSING, right = MISSING]) => (compareValues(left, right) === 0 ? null : left);
  const strict = STRICT[name];
  if (!strict) throw new S3Error('UnsupportedFunction');
  return (args) => (args.some(isAbsent) ? null : strict(args));
}
