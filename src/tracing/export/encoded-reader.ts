import type { EncodedSpans } from './trace-encoder.js';
import { ValueKind } from './trace-format.js';

export const TRACE_ID_DIGITS = 32;
export const SPAN_ID_DIGITS = 16;

/** An attribute value that an encoder wrote down. */
export type EncodedValue = string | number | boolean | readonly (string | number | boolean)[];

/** Reads, in its order, what a `TraceEncoder` wrote. One for each encoder: it knows its names. */
export abstract class EncodedReader {
  protected numbers: Float64Array = new Float64Array();
  protected texts = '';
  protected nextNumber = 0;
  private readonly names: string[] = [];
  private nextText = 0;

  /** Reads nothing of it, but the names that what comes later takes for known. */
  skip({ names }: EncodedSpans): void {
    for (const name of names) this.names.push(name);
  }

  protected begin(encoded: EncodedSpans): void {
    this.skip(encoded);
    const { numbers, text } = encoded;
    this.numbers = numbers;
    this.texts = text;
    this.nextNumber = 0;
    this.nextText = 0;
  }

  protected number(): number {
    return this.numbers[this.nextNumber++]!;
  }

  /** The next numbers; what is not wanted of them is passed over. */
  protected take(count: number): Float64Array {
    return this.numbers.subarray(this.nextNumber, (this.nextNumber += count));
  }

  /** Characters of known number: ids. */
  protected slice(length: number): string {
    return this.texts.slice(this.nextText, (this.nextText += length));
  }

  /** Passes characters over; gives back where in `texts` they begin. */
  protected pass(length: number): number {
    this.nextText += length;
    return this.nextText - length;
  }

  protected string(): string {
    return this.slice(this.number());
  }

  protected name(): string {
    const id = this.number();
    return id < 0 ? this.string() : this.names[id]!;
  }

  protected value(): EncodedValue {
    switch (this.number()) {
      case ValueKind.Text:
        return this.string();
      case ValueKind.Number:
        return this.number();
      case ValueKind.True:
        return true;
      case ValueKind.False:
        return false;
      default:
        return JSON.parse(this.string()) as EncodedValue;
    }
  }

  protected list<T>(read: () => T): T[] {
    const count = this.number();
    return count === 0 ? [] : Array.from({ length: count }, read);
  }
}
