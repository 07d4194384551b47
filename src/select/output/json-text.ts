import { S3Error } from '../../errors/s3.error.js';
import { MAX_RECORD } from '../input/table.js';
import { Decimal } from '../value/decimal.js';
import { Timestamp } from '../value/timestamp.js';
import { MISSING, type JsonValue, type Value } from '../value/value.js';

/** A value as JSON, integers of any size among them; what JSON has not is a text. MISSING is `null` here. */
export function jsonText(value: Value): string {
  if (value === MISSING) return 'null';
  if (typeof value === 'string' || value instanceof Timestamp) return JSON.stringify(String(value));
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint' || value instanceof Decimal)
    return String(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(jsonText).join(',')}]`;
  return jsonObject(Object.keys(value), Object.values(value as { readonly [name: string]: JsonValue }));
}

/** Members that are MISSING are left out. @throws S3Error OverMaxRecordSize */
export function jsonObject(names: readonly string[], values: readonly Value[]): string {
  let text = '{';
  for (const [index, value] of values.entries()) {
    if (value === MISSING) continue;
    if (text.length > 1) text += ',';
    if (text.length > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
    text += `${JSON.stringify(names[index] ?? `_${index + 1}`)}:${jsonText(value)}`;
  }
  return `${text}}`;
}
