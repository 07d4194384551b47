import type { AttributeMap, AttributeValue } from '../model/trace-detail.js';

/** What a value of OTLP may be: the members of `AnyValue`. Bytes are base64 text. */
export type IncomingValue =
  string | number | boolean | bigint | readonly IncomingValue[] | ReadonlyMap<string, IncomingValue>;

/** Characters of one text. */
const MAX_TEXT = 4096;
/** Of one span, event, link or resource. */
export const MAX_ATTRIBUTES = 256;
/** Of one list. */
export const MAX_ITEMS = 1000;

/** Attributes as they are stored: the last value of a name counts; names without value are left out. */
export function storedAttributes(
  pairs: Iterable<readonly [string, IncomingValue | undefined]>,
): AttributeMap {
  const found = new Map<string, AttributeValue>();
  for (const [name, value] of pairs) {
    if (found.size >= MAX_ATTRIBUTES) break;
    if (name !== '' && value !== undefined) found.set(name.slice(0, MAX_TEXT), storedValue(value));
  }
  return Object.fromEntries(found);
}

/** A whole number that a number cannot hold stays exact as a text; what is nested becomes JSON. */
function storedValue(value: IncomingValue): AttributeValue {
  if (typeof value === 'object') {
    const items = isList(value) ? value.slice(0, MAX_ITEMS).map(plain) : undefined;
    return items?.every(isScalar) ? items : JSON.stringify(items ?? plain(value)).slice(0, MAX_TEXT);
  }
  return scalar(value);
}

function scalar(value: string | number | boolean | bigint): string | number | boolean {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
}

function plain(value: IncomingValue): unknown {
  if (typeof value !== 'object') return scalar(value);
  if (isList(value)) return value.map(plain);
  return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
}

const isList = (value: object): value is readonly IncomingValue[] => Array.isArray(value);

const isScalar = (value: unknown): value is string | number | boolean => typeof value !== 'object';
