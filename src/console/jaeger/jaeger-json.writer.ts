import type { AttributeMap, AttributeValue, StoredSpan, TraceDetail } from '../model/trace-detail.js';

/** A tag of Jaeger's. Whole numbers that JavaScript cannot hold are texts. */
export interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  readonly value: string | number | boolean;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags: number;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
    readonly traceID: string;
    readonly spanID: string;
  }[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

/** A trace in Jaeger's legacy JSON. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
  readonly warnings: readonly string[] | null;
}

/** Numbers from here on lie outside of what int64 holds. */
const INT64_END = 2 ** 63;

/** Both ends are rounded, not the duration: a child stays inside its parent. */
const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

/** Source: Jaeger, model/json, and its translation of OTLP. */
export function jaegerTrace(
  traceId: string,
  spans: readonly StoredSpan[],
  warnings: readonly string[] = [],
): JaegerTrace {
  const processes = new Map<string, { id: string; serviceName: string; tags: JaegerTag[] }>();
  const processOf = ({ service, resource = {} }: StoredSpan): string => {
    const key = JSON.stringify([service, resource]);
    let known = processes.get(key);
    if (!known) {
      known = { id: `p${processes.size + 1}`, serviceName: service, tags: tagsOf(resource) };
      processes.set(key, known);
    }
    return known.id;
  };
  return {
    traceID: traceId,
    spans: spans.map((span) => jaegerSpan(span, processOf(span))),
    processes: Object.fromEntries([...processes.values()].map(({ id, ...process }) => [id, process])),
    warnings: warnings.length > 0 ? warnings : null,
  };
}

/** What the console knows of a trace; it says how much it leaves out. */
export function jaegerTraceOf({ summary, spans, truncatedSpans }: TraceDetail): JaegerTrace {
  const warnings = truncatedSpans > 0 ? [`${truncatedSpans} further spans are left out`] : [];
  return jaegerTrace(summary.traceId, spans, warnings);
}

function jaegerSpan(span: StoredSpan, processID: string): JaegerSpan {
  const { traceId, spanId, parentSpanId, start, duration, links, events } = span;
  const parent = { refType: 'CHILD_OF' as const, traceID: traceId, spanID: parentSpanId };
  const startTime = microseconds(start);
  return {
    traceID: traceId,
    spanID: spanId,
    flags: 1,
    operationName: span.name,
    references: [
      ...(parentSpanId === '' ? [] : [parent]),
      ...links.map((link) => ({
        refType: 'FOLLOWS_FROM' as const,
        traceID: link.traceId,
        spanID: link.spanId,
      })),
    ],
    startTime,
    duration: microseconds(start + duration) - startTime,
    tags: [...tagsOf(span.attributes), ...ownTags(span)],
    logs: events.map(({ name, time, attributes }) => ({
      timestamp: microseconds(time),
      fields: [tag('event', name), ...tagsOf(attributes)],
    })),
    processID,
    warnings: null,
  };
}

/** What is no attribute in OTLP. Source: OpenTelemetry "Mapping to non-OTLP Formats" for status and scope. */
function ownTags({ kind, status, statusMessage, scope, scopeVersion }: StoredSpan): JaegerTag[] {
  return [
    tag('span.kind', kind.toLowerCase()),
    ...(status === 'UNSET' ? [] : [tag('otel.status_code', status)]),
    ...(status === 'ERROR' ? [tag('error', true)] : []),
    ...(statusMessage === '' ? [] : [tag('otel.status_description', statusMessage)]),
    ...(scope === '' ? [] : [tag('otel.scope.name', scope)]),
    ...(scopeVersion === undefined ? [] : [tag('otel.scope.version', scopeVersion)]),
  ];
}

const tagsOf = (attributes: AttributeMap): JaegerTag[] =>
  Object.entries(attributes).map(([key, value]) => tag(key, value));

function tag(key: string, value: AttributeValue): JaegerTag {
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'string') return { key, type: 'string', value };
  if (typeof value === 'object') return { key, type: 'string', value: JSON.stringify(value) };
  if (Number.isSafeInteger(value)) return { key, type: 'int64', value };
  if (Number.isInteger(value) && Math.abs(value) < INT64_END) {
    return { key, type: 'int64', value: BigInt(value).toString() };
  }
  return Number.isFinite(value)
    ? { key, type: 'float64', value }
    : { key, type: 'string', value: String(value) };
}
