import type { EncodedSpans } from '../../tracing/export/trace-encoder.js';
import { ParentKind, ValueKind } from '../../tracing/export/trace-format.js';
import type { AttributeValue } from '../model/trace-detail.js';
import type { EventRecord, LinkRecord, SpanRecord, SpanSource } from './span-record.js';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

/** Reads what the `TraceEncoder` of the gateway wrote. One for each encoder: it knows its names. */
export class EncodedSpanReader {
  private readonly names: string[] = [];
  private readonly sources = new Map<string, SpanSource>();
  private numbers: Float64Array = new Float64Array();
  private text = '';
  private nextNumber = 0;
  private nextText = 0;

  /** @param service of all spans */
  constructor(private readonly service: string) {}

  /**
   * The spans in groups of one local root each, in the order of their starts: of a root that has ended, with all its spans
   * or those that ended with it; or of spans that came late. Texts are parts of the one that came: whoever keeps one
   * makes a copy.
   */
  read(encoded: EncodedSpans): SpanRecord[][] {
    for (const name of encoded.names) this.names.push(name);
    this.numbers = encoded.numbers;
    this.text = encoded.text;
    this.nextNumber = 0;
    this.nextText = 0;
    const groups: SpanRecord[][] = [];
    let group: SpanRecord[] = [];
    for (let left = encoded.spans; left > 0; left -= 1) {
      const span = this.span();
      if (group.length > 0 && group[0]!.traceId !== span.traceId) {
        groups.push(group.reverse());
        group = [];
      }
      group.push(span);
      if (!span.isLocalRoot) continue;
      groups.push(group.reverse());
      group = [];
    }
    if (group.length > 0) groups.push(group.reverse());
    return groups;
  }

  private span(): SpanRecord {
    const name = this.name();
    const source = this.source(this.name());
    const kind = this.number();
    const start = this.number();
    const end = this.number();
    const status = this.number();
    const parentKind = this.number();
    // Counts of what was left out, and flags.
    this.nextNumber += 3;
    const clientWait = this.number();
    const traceId = this.slice(TRACE_ID_DIGITS);
    const spanId = this.slice(SPAN_ID_DIGITS);
    const parentSpanId = parentKind === ParentKind.None ? '' : this.slice(SPAN_ID_DIGITS);
    const message = this.string();
    // State of the trace.
    this.string();
    const pairs = this.pairs();
    const events = this.list<EventRecord>(() => ({
      name: this.name(),
      time: this.number(),
      pairs: this.pairs(),
    }));
    const links = this.list<LinkRecord>(() => this.link());
    return {
      traceId,
      spanId,
      parentSpanId,
      isLocalRoot: parentKind !== ParentKind.Local,
      name,
      source,
      kind,
      start,
      end,
      status,
      message,
      clientWait,
      pairs,
      events,
      links,
    };
  }

  private link(): LinkRecord {
    const traceId = this.slice(TRACE_ID_DIGITS);
    const spanId = this.slice(SPAN_ID_DIGITS);
    this.nextNumber += 1;
    return { traceId, spanId, pairs: this.pairs() };
  }

  private pairs(): AttributeValue[] {
    const pairs: AttributeValue[] = [];
    for (let count = this.number(); count > 0; count -= 1) pairs.push(this.name(), this.value());
    return pairs;
  }

  private value(): AttributeValue {
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
        return JSON.parse(this.string()) as AttributeValue;
    }
  }

  private list<T>(read: () => T): readonly T[] {
    const count = this.number();
    return count === 0 ? [] : Array.from({ length: count }, read);
  }

  private source(scope: string): SpanSource {
    let source = this.sources.get(scope);
    if (!source) this.sources.set(scope, (source = { service: this.service, scope }));
    return source;
  }

  private name(): string {
    const id = this.number();
    return id < 0 ? this.string() : this.names[id]!;
  }

  private string(): string {
    return this.slice(this.number());
  }

  private slice(length: number): string {
    return this.text.slice(this.nextText, (this.nextText += length));
  }

  private number(): number {
    return this.numbers[this.nextNumber++]!;
  }
}
