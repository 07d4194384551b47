import type { AttributeValue } from '../../model/trace-detail.js';
import type { EventRecord, LinkRecord, SpanRecord } from '../span-record.js';
import { ByteReader } from './byte-reader.js';
import type { Dictionary } from './dictionary.js';
import { PieceParent, PieceValue, TICKS } from './piece-format.js';
import type { SourceTable } from './source-table.js';

const SPAN_ID_BYTES = 8;
const TRACE_ID_BYTES = 16;

/** Where a span stands. */
export type SpanPlace = Pick<SpanRecord, 'spanId' | 'parentSpanId'>;

/** Makes spans of pieces again. */
export class PieceReader {
  private readonly bytes = new ByteReader();
  private base = 0;

  constructor(
    private readonly dictionary: Dictionary,
    private readonly sources: SourceTable,
  ) {}

  /** @param start of the piece in `bytes` */
  read(traceId: string, bytes: Buffer, start: number): SpanRecord[] {
    this.bytes.open(bytes, start);
    const count = this.bytes.number();
    if (count > bytes.length) throw new RangeError('a piece has more spans than bytes');
    this.base = this.bytes.double();
    const spans: SpanRecord[] = [];
    for (let index = 0; index < count; index += 1) spans.push(this.span(traceId, spans));
    return spans;
  }

  /** Only who is below whom. */
  readPlaces(bytes: Buffer, start: number): SpanPlace[] {
    this.bytes.open(bytes, start);
    const count = this.bytes.number();
    this.bytes.double();
    const places: SpanPlace[] = [];
    for (let index = 0; index < count; index += 1) places.push(this.place(places));
    return places;
  }

  private place(before: readonly SpanPlace[]): SpanPlace {
    const { bytes } = this;
    this.name();
    bytes.number();
    const marks = bytes.byte();
    for (let times = 3; times > 0; times -= 1) bytes.number();
    const spanId = bytes.hex(SPAN_ID_BYTES);
    const parentSpanId = this.parentId(marks >> 5, before);
    bytes.skip(bytes.size());
    return { spanId, parentSpanId };
  }

  private span(traceId: string, before: readonly SpanRecord[]): SpanRecord {
    const { bytes } = this;
    const name = this.name();
    const source = this.sources.all[bytes.number()]!;
    const marks = bytes.byte();
    const start = this.time();
    const end = this.time();
    const clientWait = bytes.number() / TICKS;
    const spanId = bytes.hex(SPAN_ID_BYTES);
    const parent = marks >> 5;
    const parentSpanId = this.parentId(parent, before);
    bytes.size();
    const message = String(this.value());
    const pairs = this.pairs();
    const events = this.list<EventRecord>(() => ({
      name: this.name(),
      time: this.time(),
      pairs: this.pairs(),
    }));
    const links = this.list<LinkRecord>(() => this.link());
    return {
      traceId,
      spanId,
      parentSpanId,
      isLocalRoot: parent === PieceParent.None || parent === PieceParent.Remote,
      name,
      source,
      kind: marks & 7,
      start,
      end,
      status: (marks >> 3) & 3,
      message,
      clientWait,
      pairs,
      events,
      links,
    };
  }

  private parentId(parent: number, before: readonly SpanPlace[]): string {
    if (parent === PieceParent.None) return '';
    return parent === PieceParent.Here ? before[this.bytes.number()]!.spanId : this.bytes.hex(SPAN_ID_BYTES);
  }

  private link(): LinkRecord {
    const traceId = this.bytes.hex(TRACE_ID_BYTES);
    return { traceId, spanId: this.bytes.hex(SPAN_ID_BYTES), pairs: this.pairs() };
  }

  private pairs(): AttributeValue[] {
    const pairs: AttributeValue[] = [];
    for (let count = this.bytes.number(); count > 0; count -= 1) pairs.push(this.name(), this.value());
    return pairs;
  }

  private list<T>(read: () => T): readonly T[] {
    const count = this.bytes.number();
    return count === 0 ? [] : Array.from({ length: count }, read);
  }

  private time(): number {
    return this.base + this.bytes.number() / TICKS;
  }

  private name(): string {
    const { bytes } = this;
    const id = bytes.number() - 1;
    return id < 0 ? bytes.text(bytes.number()) : this.dictionary.names[id]!;
  }

  private value(): AttributeValue {
    const { bytes } = this;
    const tag = bytes.number();
    const kind = tag % 8;
    const rest = (tag - kind) / 8;
    if (kind === PieceValue.Word) return this.dictionary.values[rest]!;
    if (kind === PieceValue.Text) return bytes.text(rest);
    if (kind === PieceValue.Whole) return rest;
    if (kind === PieceValue.Double) return bytes.double();
    if (kind === PieceValue.Json) return JSON.parse(bytes.text(rest)) as AttributeValue;
    if (kind === PieceValue.Again) return this.elsewhere(rest);
    return kind === PieceValue.True;
  }

  private elsewhere(place: number): AttributeValue {
    const { bytes } = this;
    const { position } = bytes;
    bytes.seek(place);
    const value = this.value();
    bytes.position = position;
    return value;
  }
}
