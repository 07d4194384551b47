import { EncodedReader, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../../tracing/export/encoded-reader.js';
import type { EncodedSpans } from '../../tracing/export/trace-encoder.js';
import { ParentKind } from '../../tracing/export/trace-format.js';
import { TRACE_STATE, type AttributeValue } from '../model/trace-detail.js';
import type { EventRecord, LinkRecord, SpanRecord, SpanSource } from './span-record.js';

/** Reads what the `TraceEncoder` of the gateway wrote. One for each encoder: it knows its names. */
export class EncodedSpanReader extends EncodedReader {
  private readonly sources = new Map<string, SpanSource>();

  /** @param service of all spans */
  constructor(private readonly service: string) {
    super();
  }

  /**
   * The spans in groups of one local root each, in the order of their starts: of a root that has ended, with all its spans
   * or those that ended with it; or of spans that came late. Texts are parts of the one that came: whoever keeps one
   * makes a copy.
   */
  read(encoded: EncodedSpans): SpanRecord[][] {
    this.begin(encoded);
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
    this.take(3);
    const clientWait = this.number();
    const traceId = this.slice(TRACE_ID_DIGITS);
    const spanId = this.slice(SPAN_ID_DIGITS);
    const parentSpanId = parentKind === ParentKind.None ? '' : this.slice(SPAN_ID_DIGITS);
    const message = this.string();
    const traceState = this.string();
    const pairs = this.pairs();
    // It is the same for all that is below.
    if (traceState !== '' && parentKind !== ParentKind.Local) pairs.push(TRACE_STATE, traceState);
    const events = this.list<EventRecord>(() => this.event());
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

  private event(): EventRecord {
    return { name: this.name(), time: this.number(), pairs: this.pairs() };
  }

  private link(): LinkRecord {
    const traceId = this.slice(TRACE_ID_DIGITS);
    const spanId = this.slice(SPAN_ID_DIGITS);
    this.number();
    return { traceId, spanId, pairs: this.pairs() };
  }

  private pairs(): AttributeValue[] {
    const pairs: AttributeValue[] = [];
    for (let count = this.number(); count > 0; count -= 1) pairs.push(this.name(), this.value());
    return pairs;
  }

  private source(scope: string): SpanSource {
    let source = this.sources.get(scope);
    if (!source) this.sources.set(scope, (source = { service: this.service, scope }));
    return source;
  }
}
