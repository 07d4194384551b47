import { MalformedInputError } from './malformed-input.error.js';

/** An object of parsed JSON, of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Lists and objects of one text: two bytes are one, and take a hundred of memory and more. */
const MAX_PARTS = 2 ** 20;
const BRACKET = 91;
const BRACE = 123;
const WHOLE = /^-?\d{1,20}$/;

function wrong(name: string, expected: string): MalformedInputError {
  return new MalformedInputError(`${name}: is not ${expected}`);
}

/** @throws MalformedInputError when the text is no JSON, or one that is made to fill the memory */
export function parseJson(text: string): unknown {
  if (partsOf(text) > MAX_PARTS)
    throw new MalformedInputError(`the body has more than ${MAX_PARTS} lists and objects`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedInputError('the body is no JSON');
  }
}

/** At most: those in quotes count too. */
function partsOf(text: string): number {
  let parts = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BRACE || code === BRACKET) parts += 1;
  }
  return parts;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is absent is an object without fields. @throws MalformedInputError */
export function objectOf(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrong(name, 'an object');
  return value;
}

/** Objects; what is absent is none. @throws MalformedInputError */
export function objectsOf(value: unknown, name: string): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(name, 'a list');
  return value.map((item) => objectOf(item, name));
}

/** What is absent is empty. @throws MalformedInputError */
export function textOf(value: unknown, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw wrong(name, 'a text');
  return value;
}

/** A number or a text of digits; what is absent is 0. @throws MalformedInputError */
export function wholeOf(value: unknown, name: string): bigint {
  if (value === undefined || value === null) return 0n;
  const isWhole = typeof value === 'string' ? WHOLE.test(value) : Number.isInteger(value);
  if (!isWhole) throw wrong(name, 'a whole number');
  return BigInt(value as string | number);
}
