import { AnyValueFields, KeyValueFields, ListFields } from './otlp-fields.js';
import { isInt64, type ProtobufWriter } from './protobuf.writer.js';

/**
 * Writes the content of an AnyValue; nothing for what is no value.
 * @param limit characters of a text that are kept
 */
export function writeValue(out: ProtobufWriter, value: unknown, limit = Infinity): void {
  if (typeof value === 'string') out.text(AnyValueFields.string, value, 0, Math.min(value.length, limit));
  else if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'boolean') out.integer(AnyValueFields.bool, value ? 1 : 0);
  else if (Array.isArray(value)) {
    const array = out.open(AnyValueFields.array);
    for (const item of value) {
      const start = out.open(ListFields.values);
      writeValue(out, item, limit);
      out.close(start);
    }
    out.close(array);
  } else if (typeof value === 'object' && value !== null) {
    const pairs = out.open(AnyValueFields.pairs);
    for (const [key, item] of Object.entries(value)) writePair(out, ListFields.values, key, item, limit);
    out.close(pairs);
  }
}

/** Writes a KeyValue into a field. */
export function writePair(
  out: ProtobufWriter,
  field: number,
  key: string,
  value: unknown,
  limit = Infinity,
): void {
  const pair = out.open(field);
  out.text(KeyValueFields.key, key);
  const start = out.open(KeyValueFields.value);
  writeValue(out, value, limit);
  out.close(start);
  out.close(pair);
}

/** Whole numbers are integers, as the SDK has it. */
export function writeNumber(out: ProtobufWriter, value: number): void {
  if (isInt64(value)) out.integer(AnyValueFields.int, value);
  else out.double(AnyValueFields.double, value);
}
