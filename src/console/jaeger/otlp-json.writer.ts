import {
  TRACE_STATE,
  type AttributeMap,
  type AttributeValue,
  type StoredSpan,
} from '../model/trace-detail.js';

/** Numbers of the kinds and statuses. Source: opentelemetry/proto/trace/v1. */
const KINDS = { INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;
const STATUSES = { UNSET: 0, OK: 1, ERROR: 2 } as const;

/** An ExportTraceServiceRequest, or TracesData, in JSON. */
export interface OtlpDocument {
  readonly resourceSpans: readonly object[];
}

/** Milliseconds since 1970 as a text of nanoseconds, as near as the number tells. */
export function nanosecondsOf(milliseconds: number): string {
  return nanoseconds(milliseconds).toString();
}

function nanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}

/** Spans as OTLP has them. Source: OTLP "JSON Protobuf Encoding". */
export function otlpDocument(spans: readonly StoredSpan[]): OtlpDocument {
  const resources = Map.groupBy(spans, ({ service, resource }) => JSON.stringify([service, resource]));
  return {
    resourceSpans: [...resources.values()].map((own) => {
      const { service, resource } = own[0]!;
      const scopes = Map.groupBy(own, ({ scope, scopeVersion }) => JSON.stringify([scope, scopeVersion]));
      return {
        resource: { attributes: keyValues({ 'service.name': service, ...resource }) },
        scopeSpans: [...scopes.values()].map((ofScope) => ({
          scope: scopeOf(ofScope[0]!),
          spans: ofScope.map(span),
        })),
      };
    }),
  };
}

function scopeOf({ scope: name, scopeVersion: version }: StoredSpan): object {
  return version === undefined ? { name } : { name, version };
}

function span(stored: StoredSpan): object {
  const { [TRACE_STATE]: traceState, ...attributes } = stored.attributes;
  const { traceId, spanId, parentSpanId, name, kind, start, duration, status, statusMessage } = stored;
  const begin = nanoseconds(start);
  return {
    traceId,
    spanId,
    ...(parentSpanId !== '' && { parentSpanId }),
    ...(typeof traceState === 'string' && { traceState }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: begin.toString(),
    endTimeUnixNano: (begin + nanoseconds(duration)).toString(),
    attributes: keyValues(attributes),
    events: stored.events.map((event) => ({
      timeUnixNano: nanosecondsOf(event.time),
      name: event.name,
      attributes: keyValues(event.attributes),
    })),
    links: stored.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: keyValues(link.attributes),
    })),
    status: { code: STATUSES[status], ...(statusMessage !== '' && { message: statusMessage }) },
  };
}

function keyValues(attributes: AttributeMap): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map(anyValue) } };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  // Jaeger UI refuses a whole trace for a number that is a text, as it may stand in JSON.
  return Number.isFinite(value) ? { doubleValue: value } : { stringValue: String(value) };
}
