import type { TraceSummary } from './trace-summary.js';

export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[];
export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/** The attribute that holds a tracestate, which the store has no other place for. Source: Jaeger, its translation of OTLP. */
export const TRACE_STATE = 'w3c.tracestate';

export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly attributes: AttributeMap;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: AttributeMap;
}

export type SpanKindName = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

/** A span as it stands in the store. */
export interface StoredSpan {
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Empty for a root; it need not be in the store. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly service: string;
  readonly scope: string;
  /** Of the instrumentation, of spans that others sent; absent where they do not say. */
  readonly scopeVersion?: string;
  /** Attributes of the resource besides `service.name`, of spans that others sent; absent where there are none. */
  readonly resource?: AttributeMap;
  /** Milliseconds since 1970, to a fraction of a microsecond. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly status: 'UNSET' | 'OK' | 'ERROR';
  readonly statusMessage: string;
  readonly attributes: AttributeMap;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

/** A span in its trace. */
export interface TraceSpan extends StoredSpan {
  /** 0 for a root. Spans come in the order of the waterfall: each before its children, children by their start. */
  readonly depth: number;
  readonly childCount: number;
  /** Milliseconds that no child covers; of children that outlive the span only the part inside counts. */
  readonly selfTime: number;
  /** The parent is named but not in the store. */
  readonly isOrphan: boolean;
  /** Links of other traces that point here. */
  readonly backLinks: readonly SpanLink[];
}

/** A stretch of the critical path: the span that the whole waited for, from `start` to `end` in milliseconds since 1970. */
export interface CriticalStretch {
  readonly spanId: string;
  readonly start: number;
  readonly end: number;
}

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly context: string;
  readonly message: string;
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface TraceDetail {
  readonly summary: TraceSummary;
  readonly spans: readonly TraceSpan[];
  /** Spans that the trace has beyond those that are given. */
  readonly truncatedSpans: number;
  /** From the first span that is a root; in the order of time. */
  readonly criticalPath: readonly CriticalStretch[];
  /** Share of the root's time that no child covers, 0 to 1. */
  readonly untraced: number;
  readonly logs: readonly LogLine[];
  /** `sentry.event_id` of a span, if one has it. */
  readonly sentryEventId?: string;
}
