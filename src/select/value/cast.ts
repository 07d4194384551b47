import { S3Error } from '../../errors/s3.error.js';
import { Decimal } from './decimal.js';
import { Timestamp } from './timestamp.js';
import {
  isAbsent,
  isNumeric,
  isStructure,
  textOf,
  toBoolean,
  toDecimal,
  toFloat,
  toNumeric,
  toTimestamp,
  type Scalar,
  type Value,
} from './value.js';

export type CastType = 'BOOL' | 'INTEGER' | 'STRING' | 'FLOAT' | 'DECIMAL' | 'TIMESTAMP';

/** Source: S3 User Guide, "Data types". */
export const CAST_TYPES: ReadonlyMap<string, CastType> = new Map([
  ['BOOL', 'BOOL'],
  ['BOOLEAN', 'BOOL'],
  ['INT', 'INTEGER'],
  ['INTEGER', 'INTEGER'],
  ['STRING', 'STRING'],
  ['CHAR', 'STRING'],
  ['VARCHAR', 'STRING'],
  ['FLOAT', 'FLOAT'],
  ['DECIMAL', 'DECIMAL'],
  ['NUMERIC', 'DECIMAL'],
  ['TIMESTAMP', 'TIMESTAMP'],
] as const);

/** Source: S3 User Guide, "Data types": INTEGER is a 64-bit signed integer. @throws S3Error IntegerOverflow */
export function checkedInteger(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new S3Error('IntegerOverflow');
  return value;
}

const CASTS: Readonly<Record<CastType, (value: Scalar) => Scalar | undefined>> = {
  BOOL: (value) => toBoolean(value) ?? (isNumeric(value) ? toFloat(value) !== 0 : undefined),
  STRING: textOf,
  TIMESTAMP: toTimestamp,
  INTEGER: toInteger,
  FLOAT: (value) => (typeof value === 'string' ? floatOf(value) : toNumber(value)),
  DECIMAL: (value) => {
    const number = toNumeric(typeof value === 'number' ? String(value) : truthAsNumber(value));
    return number === undefined || typeof number === 'number' ? undefined : toDecimal(number);
  },
};

/** NULL and MISSING stay what they are. @throws S3Error CastFailed */
export function castValue(value: Value, type: CastType): Value {
  if (isAbsent(value)) return value;
  const result = isStructure(value) ? undefined : CASTS[type](value);
  if (result !== undefined) return result;
  const message = `Attempt to convert from one data type to another failed: cast from ${typeName(value)} to ${NAMES[type]}.`;
  throw new S3Error('CastFailed', {}, { message });
}

const NAMES: Readonly<Record<CastType, string>> = {
  BOOL: 'BOOL',
  INTEGER: 'INT',
  STRING: 'STRING',
  FLOAT: 'FLOAT',
  DECIMAL: 'DECIMAL',
  TIMESTAMP: 'TIMESTAMP',
};

/** What S3 calls the type of a value. */
function typeName(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return NAMES.STRING;
  if (typeof value === 'boolean') return NAMES.BOOL;
  if (typeof value === 'bigint') return NAMES.INTEGER;
  if (typeof value === 'number') return NAMES.FLOAT;
  if (value instanceof Decimal) return NAMES.DECIMAL;
  if (value instanceof Timestamp) return NAMES.TIMESTAMP;
  return Array.isArray(value) ? 'LIST' : 'STRUCT';
}

const truthAsNumber = (value: Scalar): Scalar => (typeof value === 'boolean' ? BigInt(value) : value);

function toNumber(value: Scalar): number | undefined {
  const number = truthAsNumber(value);
  return isNumeric(number) ? toFloat(number) : undefined;
}

function floatOf(text: string): number | undefined {
  const number = text.length > 400 || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && !/[xob]/i.test(text) ? number : undefined;
}

/** A text must be an integer; numbers lose what stands behind the point. */
function toInteger(value: Scalar): bigint | undefined {
  const number = truthAsNumber(value);
  if (typeof number === 'bigint') return number;
  if (typeof number === 'number')
    return Number.isFinite(number) ? checkedInteger(BigInt(Math.trunc(number))) : undefined;
  if (number instanceof Decimal) return checkedInteger(number.truncated());
  if (number instanceof Timestamp || typeof number === 'boolean') return undefined;
  const parsed = toNumeric(number);
  return typeof parsed === 'bigint' ? checkedInteger(parsed) : undefined;
}
