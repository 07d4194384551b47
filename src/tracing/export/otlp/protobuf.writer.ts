const FIRST_BYTES = 64 * 2 ** 10;
/** Memory that is kept for what is written next. */
const MAX_KEPT_BYTES = 4 * 2 ** 20;
/** Characters from which on the native encoder is quicker than a loop. */
const LONG_TEXT = 256;
/** Bytes of a number below 2 ** 32, and of any. */
const MAX_VARINT32 = 5;
const MAX_VARINT = 10;
const TWO_32 = 2 ** 32;
const MIN_INT64 = -(2 ** 63);
const MAX_INT64 = 2 ** 63;

const UTF8 = new TextEncoder();

/** The value of a hexadecimal digit, by its code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

/** The key of a field whose value has a length. Source: Protocol Buffers "Encoding", wire types. */
export const lengthDelimited = (field: number): number => (field << 3) | 2;
export const varintField = (field: number): number => (field << 3) | 0;
export const fixed64Field = (field: number): number => (field << 3) | 1;
export const fixed32Field = (field: number): number => (field << 3) | 5;

/** Whether OTLP has it as an integer. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= MIN_INT64 && value < MAX_INT64;
}

/**
 * Writes protobuf messages, one behind the other, into memory that grows. Keys of fields are those of the functions above.
 * Source: Protocol Buffers "Encoding".
 */
export class ProtobufWriter {
  /** Bytes that were written. */
  length = 0;
  private bytes = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);

  /** Gives away what was written, as a copy. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    if (this.bytes.length > MAX_KEPT_BYTES) this.grow(FIRST_BYTES);
    return taken;
  }

  /** Begins a message within; what is written until it is closed is in it. */
  open(key: number): number {
    this.reserve(MAX_VARINT32 + 1);
    this.length = putVarint(this.bytes, this.length, key) + 1;
    return this.length;
  }

  /** @param start as `open` has given it */
  close(start: number): void {
    this.setLength(start, 1);
  }

  text(key: number, text: string, from = 0, to = text.length): void {
    const size = varintSize(to - from);
    this.reserve(MAX_VARINT32 + size + (to - from) * 3);
    const { bytes } = this;
    const start = putVarint(bytes, this.length, key) + size;
    let index = from;
    let at = start;
    if (to - from < LONG_TEXT)
      for (let code = 0; index < to && (code = text.charCodeAt(index)) < 128; index += 1) bytes[at++] = code;
    if (index < to) at += UTF8.encodeInto(text.slice(index, to), bytes.subarray(at)).written;
    this.length = at;
    this.setLength(start, size);
  }

  /** Bytes that are written in hexadecimal digits. */
  hex(key: number, digits: string, from = 0, to = digits.length): void {
    const count = (to - from) / 2;
    this.reserve(2 * MAX_VARINT32 + count);
    const { bytes } = this;
    let at = putVarint(bytes, putVarint(bytes, this.length, key), count);
    for (let index = from; index < to; index += 2)
      bytes[at++] = (DIGITS[digits.charCodeAt(index)]! << 4) | DIGITS[digits.charCodeAt(index + 1)]!;
    this.length = at;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** @param value an integer as `isInt64` knows it */
  integer(key: number, value: number): void {
    this.varint(key);
    if (value >= 0 && value < TWO_32) return this.varint(value);
    // `>>>` is modulo 2 ** 32, and two's complement below 0.
    let low = value >>> 0;
    let high = Math.floor(value / TWO_32) >>> 0;
    this.reserve(MAX_VARINT);
    for (; high > 0 || low > 127; high >>>= 7) {
      this.bytes[this.length++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
    }
    this.bytes[this.length++] = low;
  }

  double(key: number, value: number): void {
    this.varint(key);
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  fixed32(key: number, value: number): void {
    this.varint(key);
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** @param low 32 bits @param high 32 bits */
  fixed64(key: number, low: number, high: number): void {
    this.varint(key);
    this.reserve(8);
    this.view.setUint32(this.length, low, true);
    this.view.setUint32(this.length + 4, high, true);
    this.length += 8;
  }

  /** @param value below 2 ** 32, and not below 0 */
  private varint(value: number): void {
    this.reserve(MAX_VARINT32);
    this.length = putVarint(this.bytes, this.length, value);
  }

  /** Writes down how long that is which begins at `start`: into the `room` bytes before it, or as many as it takes. */
  private setLength(start: number, room: number): void {
    const length = this.length - start;
    const size = varintSize(length);
    if (size !== room) {
      this.reserve(size - room);
      this.bytes.copyWithin(start - room + size, start, this.length);
      this.length += size - room;
    }
    putVarint(this.bytes, start - room, length);
  }

  private reserve(count: number): void {
    if (this.length + count > this.bytes.length)
      this.grow(Math.max(this.bytes.length * 2, this.length + count));
  }

  private grow(size: number): void {
    const larger = new Uint8Array(size);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Gives back where it ends. */
function putVarint(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
  bytes[at++] = rest;
  return at;
}

function varintSize(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}
