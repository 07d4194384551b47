import type { AttributeValue } from '../../model/trace-detail.js';
import type { Pairs, SpanRecord } from '../span-record.js';
import { ByteWriter, sizeOf } from './byte-writer.js';
import type { Dictionary } from './dictionary.js';
import { LARGEST_WHOLE, PieceParent, PieceValue, TICKS } from './piece-format.js';
import type { SourceTable } from './source-table.js';

/** Characters of one value; longer ones are cut. */
const MAX_TEXT = 8_192;
/** In the dictionary, for the messages of statuses. */
const MESSAGE = 'status.message';
/** Shorter texts are not worth being found again. */
const MIN_AGAIN = 8;

/** Makes pieces of spans. */
export class PieceWriter {
  private readonly bytes = new ByteWriter();
  private readonly again = new Map<string, number>();
  private readonly indexes = new Map<string, number>();
  private base = 0;

  constructor(
    private readonly dictionary: Dictionary,
    private readonly sources: SourceTable,
  ) {}

  /** @returns the piece; it is overwritten by the next one */
  write(spans: readonly SpanRecord[]): Buffer {
    const { bytes } = this;
    bytes.clear();
    this.again.clear();
    this.indexes.clear();
    this.base = Infinity;
    for (const { start } of spans) if (start < this.base) this.base = start;
    bytes.number(spans.length);
    bytes.double(this.base);
    for (let index = 0; index < spans.length; index += 1) {
      this.span(spans[index]!);
      this.indexes.set(spans[index]!.spanId, index);
    }
    return bytes.written;
  }

  private span(span: SpanRecord): void {
    const { bytes } = this;
    const parent = this.parentOf(span);
    this.name(span.name);
    bytes.number(this.sources.id(span.source));
    bytes.byte(span.kind | (span.status << 3) | (parent << 5));
    this.time(span.start);
    this.time(span.end);
    bytes.number(Math.round(span.clientWait * TICKS));
    bytes.hex(span.spanId);
    if (parent === PieceParent.Here) bytes.number(this.indexes.get(span.parentSpanId)!);
    else if (parent !== PieceParent.None) bytes.hex(span.parentSpanId);
    const rest = bytes.hole();
    this.text(this.dictionary.nameId(MESSAGE), span.message);
    this.pairs(span.pairs);
    bytes.number(span.events.length);
    for (const { name, time, pairs } of span.events) {
      this.name(name);
      this.time(time);
      this.pairs(pairs);
    }
    bytes.number(span.links.length);
    for (const { traceId, spanId, pairs } of span.links) {
      bytes.hex(traceId);
      bytes.hex(spanId);
      this.pairs(pairs);
    }
    bytes.fill(rest);
  }

  private parentOf({ parentSpanId, isLocalRoot }: SpanRecord): number {
    if (parentSpanId === '') return PieceParent.None;
    if (isLocalRoot) return PieceParent.Remote;
    return this.indexes.has(parentSpanId) ? PieceParent.Here : PieceParent.Elsewhere;
  }

  private time(milliseconds: number): void {
    this.bytes.number(Math.max(0, Math.round((milliseconds - this.base) * TICKS)));
  }

  private pairs(pairs: Pairs): void {
    this.bytes.number(pairs.length / 2);
    for (let index = 0; index < pairs.length; index += 2) {
      this.value(this.name(pairs[index] as string), pairs[index + 1]!);
    }
  }

  private name(name: string): number {
    const id = this.dictionary.nameId(name);
    this.bytes.number(id + 1);
    if (id < 0) this.sized(name.slice(0, MAX_TEXT));
    return id;
  }

  private value(nameId: number, value: AttributeValue): void {
    const { bytes } = this;
    if (typeof value === 'string') return this.text(nameId, value);
    if (typeof value === 'boolean') return bytes.byte(value ? PieceValue.True : PieceValue.False);
    if (typeof value === 'number') return this.numeric(value);
    const json = JSON.stringify(value);
    // An array that is too long to be kept is cut as text.
    if (json.length > MAX_TEXT) return this.text(nameId, json);
    const size = sizeOf(json);
    bytes.number(size * 8 + PieceValue.Json);
    bytes.text(json, size);
  }

  private numeric(value: number): void {
    const { bytes } = this;
    if (Number.isInteger(value) && value >= 0 && value < LARGEST_WHOLE && !Object.is(value, -0)) {
      return bytes.number(value * 8 + PieceValue.Whole);
    }
    bytes.byte(PieceValue.Double);
    bytes.double(value);
  }

  private text(nameId: number, value: string): void {
    const { bytes, again } = this;
    const id = this.dictionary.valueId(nameId, value);
    if (id >= 0) return bytes.number(id * 8 + PieceValue.Word);
    const text = value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value;
    const place = again.get(text);
    if (place !== undefined) return bytes.number(place * 8 + PieceValue.Again);
    if (text.length >= MIN_AGAIN) again.set(text, bytes.length);
    const size = sizeOf(text);
    bytes.number(size * 8 + PieceValue.Text);
    bytes.text(text, size);
  }

  private sized(text: string): void {
    const size = sizeOf(text);
    this.bytes.number(size);
    this.bytes.text(text, size);
  }
}
