import { TRACE_STATE, type AttributeMap, type SpanKindName, type StoredSpan } from '../model/trace-detail.js';

/** A span as OTLP has it, before anything is known of its worth. Ids are lower-case hex of any length. */
export interface IncomingSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  /** Source: W3C Trace Context, `tracestate`. */
  traceState: string;
  name: string;
  /** OTLP's number; 0 is unspecified. */
  kind: number;
  /** Nanoseconds since 1970. */
  start: bigint;
  end: bigint;
  attributes: AttributeMap;
  events: { readonly name: string; readonly time: bigint; readonly attributes: AttributeMap }[];
  links: { readonly traceId: string; readonly spanId: string; readonly attributes: AttributeMap }[];
  /** 0 unset, 1 OK, 2 ERROR. */
  status: number;
  statusMessage: string;
}

/** Where spans come from. */
export interface SpanSource {
  readonly service: string;
  /** Without `service.name`. */
  readonly resource: AttributeMap;
  readonly scope: string;
  readonly scopeVersion: string;
}

/** Source: opentelemetry/proto/trace/v1, `SpanKind`. What is unspecified is to be taken for internal. */
const KINDS: readonly SpanKindName[] = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES: readonly StoredSpan['status'][] = ['UNSET', 'OK', 'ERROR'];

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** Characters of a name or a message. */
const MAX_NAME = 1024;
/** Of one request or file. */
export const MAX_SPANS = 100_000;
/** Of one span. */
export const MAX_EVENTS = 1_000;
export const MAX_LINKS = 128;

/** Milliseconds since 1970 of the last moment that a `Date` has. */
const LAST_MOMENT = 8.64e15;

/** Nanoseconds as milliseconds: the whole ones exactly, and the rest to what a number of that size can tell. */
export function millisecondsOf(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}

/** The spans of one request or file: those that can be stored, and how many cannot. */
export class IncomingSpans {
  readonly spans: StoredSpan[] = [];
  rejected = 0;
  /** Why the last one was rejected. */
  why = '';

  add(source: SpanSource, span: IncomingSpan): void {
    const fault = this.faultOf(span);
    if (fault === undefined) this.spans.push(stored(source, span));
    else {
      this.rejected += 1;
      this.why = fault;
    }
  }

  private faultOf({ traceId, spanId, start, end }: IncomingSpan): string | undefined {
    if (!TRACE_ID.test(traceId)) return 'a trace id is not 16 bytes that are not all zero';
    if (!SPAN_ID.test(spanId)) return 'a span id is not 8 bytes that are not all zero';
    if (start <= 0n || millisecondsOf(start > end ? start : end) > LAST_MOMENT) {
      return 'a span has no start, or a time that no calendar has';
    }
    return this.spans.length < MAX_SPANS ? undefined : `more than ${MAX_SPANS} spans at once`;
  }
}

function stored({ service, resource, scope, scopeVersion }: SpanSource, span: IncomingSpan): StoredSpan {
  const { traceId, spanId, parentSpanId, start, end } = span;
  return {
    traceId,
    spanId,
    parentSpanId: SPAN_ID.test(parentSpanId) ? parentSpanId : '',
    name: span.name.slice(0, MAX_NAME),
    kind: KINDS[span.kind] ?? 'INTERNAL',
    service: service.slice(0, MAX_NAME),
    scope: scope.slice(0, MAX_NAME),
    ...(scopeVersion !== '' && { scopeVersion: scopeVersion.slice(0, MAX_NAME) }),
    ...(Object.keys(resource).length > 0 && { resource }),
    start: millisecondsOf(start),
    duration: end > start ? millisecondsOf(end - start) : 0,
    status: STATUSES[span.status] ?? 'UNSET',
    statusMessage: span.statusMessage.slice(0, MAX_NAME),
    attributes:
      span.traceState === '' ? span.attributes : { ...span.attributes, [TRACE_STATE]: span.traceState },
    events: span.events.slice(0, MAX_EVENTS).map(({ name, time, attributes }) => ({
      name: name.slice(0, MAX_NAME),
      time: millisecondsOf(time),
      attributes,
    })),
    links: span.links
      .filter((link) => TRACE_ID.test(link.traceId) && SPAN_ID.test(link.spanId))
      .slice(0, MAX_LINKS),
  };
}
