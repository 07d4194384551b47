const FIRST_BYTES = 16 * 1024;
/** Numbers up to here fit the shifts of 32-bit arithmetic. */
const SMALL = 2 ** 28;
/** Characters: up to here a loop is faster than a call into Node. */
const SHORT = 64;
/** By the code of a hexadecimal digit. */
const NIBBLES = Uint8Array.from(
  { length: 128 },
  (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0,
);
/** Of one number in steps of seven bits. */
const MAX_NUMBER_BYTES = 8;

/** Bytes of a text in UTF-8. */
export function sizeOf(text: string): number {
  if (text.length > SHORT) return Buffer.byteLength(text);
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 127) return Buffer.byteLength(text);
  }
  return text.length;
}

/** Writes numbers and texts into one growing block of bytes. */
export class ByteWriter {
  length = 0;
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);

  clear(): void {
    this.length = 0;
  }

  /** What was written; it is overwritten after the next `clear`. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2^53, in groups of seven bits, the lowest first: small ones are short. */
  number(value: number): void {
    this.reserve(MAX_NUMBER_BYTES);
    const { bytes } = this;
    let rest = value;
    for (; rest >= SMALL; rest = Math.floor(rest / 128)) bytes[this.length++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) bytes[this.length++] = (rest & 127) | 128;
    bytes[this.length++] = rest;
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** Bytes of a hexadecimal text. */
  hex(digits: string): void {
    this.reserve(digits.length / 2);
    for (let index = 0; index < digits.length; index += 2) {
      const high = NIBBLES[digits.charCodeAt(index)]!;
      this.bytes[this.length++] = (high << 4) | NIBBLES[digits.charCodeAt(index + 1)]!;
    }
  }

  /** @param size bytes of the text in UTF-8 */
  text(text: string, size: number): void {
    this.reserve(size);
    if (size > SHORT || size !== text.length) {
      this.length += this.bytes.write(text, this.length, 'utf8');
      return;
    }
    for (let index = 0; index < size; index += 1) this.bytes[this.length++] = text.charCodeAt(index);
  }

  /** Leaves room for a number of four bytes. @returns where it is */
  hole(): number {
    this.reserve(4);
    this.length += 4;
    return this.length - 4;
  }

  /** Writes into a hole how many bytes came after it. */
  fill(hole: number): void {
    this.bytes.writeUInt32LE(this.length - hole - 4, hole);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
