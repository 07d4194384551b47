import {
  fixed64Field,
  isInt64,
  lengthDelimited,
  varintField,
  type ProtobufWriter,
} from './protobuf.writer.js';

/** Keys of the fields of AnyValue. Source: opentelemetry/proto/common/v1. */
export const AnyValue = {
  string: lengthDelimited(1),
  bool: varintField(2),
  int: varintField(3),
  double: fixed64Field(4),
  array: lengthDelimited(5),
  pairs: lengthDelimited(6),
} as const;

/** Keys of the fields of KeyValue. */
export const KeyValue = { key: lengthDelimited(1), value: lengthDelimited(2) } as const;

/** Of ArrayValue, and of KeyValueList. */
const ITEM = lengthDelimited(1);

/**
 * Writes the content of an AnyValue; nothing for what is no value.
 * @param limit characters of a text that are kept
 */
export function writeValue(out: ProtobufWriter, value: unknown, limit = Infinity): void {
  if (typeof value === 'string') out.text(AnyValue.string, value, 0, Math.min(value.length, limit));
  else if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'boolean') out.integer(AnyValue.bool, value ? 1 : 0);
  else if (Array.isArray(value)) {
    const array = out.open(AnyValue.array);
    for (const item of value) {
      const start = out.open(ITEM);
      writeValue(out, item, limit);
      out.close(start);
    }
    out.close(array);
  } else if (typeof value === 'object' && value !== null) {
    const pairs = out.open(AnyValue.pairs);
    for (const [key, item] of Object.entries(value)) writePair(out, ITEM, key, item, limit);
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
  out.text(KeyValue.key, key);
  const start = out.open(KeyValue.value);
  writeValue(out, value, limit);
  out.close(start);
  out.close(pair);
}

/** Whole numbers are integers, as the SDK has it. */
export function writeNumber(out: ProtobufWriter, value: number): void {
  if (isInt64(value)) out.integer(AnyValue.int, value);
  else out.double(AnyValue.double, value);
}
