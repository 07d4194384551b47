import { S3Error } from '../../errors/s3.error.js';
import type { JsonValue } from '../value/value.js';
import { MAX_RECORD } from './table.js';

/** Values within values. */
const MAX_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;
const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** As many digits as a 64-bit float may not hold, but not behind a point. */
const LONG_NUMBER = /(?:^|[^.\d])\d{16}/;

/** Splits text into values that follow one another, on lines of their own or not. */
export class JsonReader {
  private text = '';
  /** Where the value begins that is being read; -1 between values. */
  private start = -1;
  private at = 0;
  private depth = 0;
  private inString = false;

  /** The values that end in this text. @throws S3Error OverMaxRecordSize, JSONParsingError */
  *read(more: string, isLast: boolean): Generator<JsonValue, void, undefined> {
    const done = this.start < 0 ? this.at : this.start;
    this.text = this.text.slice(done) + more;
    this.at -= done;
    this.start = this.start < 0 ? -1 : 0;
    for (let end = this.nextEnd(isLast); end >= 0; end = this.nextEnd(isLast)) {
      const value = parse(this.text.slice(this.start, end));
      this.start = -1;
      yield value;
    }
    if (this.start < 0) return;
    if (isLast) throw new S3Error('JSONParsingError');
    if (this.text.length - this.start > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
  }

  /** Where the current value ends; -1 when that is not in the text. */
  private nextEnd(isLast: boolean): number {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (this.start < 0) {
        if (!isBlank(code)) this.start = this.at;
        else {
          this.at += 1;
          continue;
        }
      } else if (this.depth === 0 && !this.inString && isBlank(code)) return this.at;
      this.at += 1;
      if (this.step(code)) return this.at;
    }
    return isLast && this.start >= 0 && this.depth === 0 && !this.inString ? text.length : -1;
  }

  /** Whether the character ends an object or an array that stands in no other. */
  private step(code: number): boolean {
    if (this.inString) {
      if (code === BACKSLASH) this.at += 1;
      else if (code === QUOTE) this.inString = false;
    } else if (code === QUOTE) this.inString = true;
    else if (isOpening(code)) {
      this.depth += 1;
      if (this.depth > MAX_DEPTH) throw new S3Error('JSONParsingError');
    } else if (isClosing(code)) {
      this.depth -= 1;
      if (this.depth < 0) throw new S3Error('JSONParsingError');
      return this.depth === 0;
    }
    return false;
  }
}

/** Integers that a float cannot hold become bigint. */
function parse(text: string): JsonValue {
  if (text.length > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
  try {
    return JSON.parse(text, LONG_NUMBER.test(text) ? keepInteger : undefined) as JsonValue;
  } catch {
    // Without its cause, which quotes the object.
    throw new S3Error('JSONParsingError');
  }
}

function keepInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d{1,38}$/.test(source) ? BigInt(source) : value;
}
