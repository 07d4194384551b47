import {
  spanKind,
  statusCode,
  type ReceivedAttributes,
  type ReceivedSpan,
  type ReceivedValue,
} from './received-span.js';

interface JsonValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  bytesValue?: string;
  arrayValue?: { values?: JsonValue[] };
  kvlistValue?: { values?: JsonPair[] };
}

interface JsonPair {
  key: string;
  value: JsonValue;
}

interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: JsonPair[];
  events?: { name: string; timeUnixNano: string; attributes?: JsonPair[] }[];
  links?: { traceId: string; spanId: string; attributes?: JsonPair[] }[];
  status?: { code?: number; message?: string };
}

interface JsonRequest {
  resourceSpans?: {
    resource?: { attributes?: JsonPair[] };
    scopeSpans?: { scope?: { name?: string }; spans?: JsonSpan[] }[];
  }[];
}

/** The spans of an ExportTraceServiceRequest in JSON. Source: OTLP "JSON Protobuf Encoding". */
export function decodeJsonRequest(text: string): ReceivedSpan[] {
  const request = JSON.parse(text) as JsonRequest;
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    (scopeSpans ?? []).flatMap(({ scope, spans }) =>
      (spans ?? []).map((span) => decodeSpan(span, attributes(resource?.attributes), scope?.name ?? '')),
    ),
  );
}

function decodeSpan(span: JsonSpan, resource: ReceivedAttributes, scope: string): ReceivedSpan {
  return {
    traceId: span.traceId.toLowerCase(),
    spanId: span.spanId.toLowerCase(),
    parentSpanId: span.parentSpanId?.toLowerCase() ?? '',
    traceState: span.traceState ?? '',
    name: span.name,
    kind: spanKind(span.kind ?? 0),
    startTime: BigInt(span.startTimeUnixNano),
    endTime: BigInt(span.endTimeUnixNano),
    attributes: attributes(span.attributes),
    events: (span.events ?? []).map((event) => ({
      name: event.name,
      time: BigInt(event.timeUnixNano),
      attributes: attributes(event.attributes),
    })),
    links: (span.links ?? []).map((link) => ({ ...link, attributes: attributes(link.attributes) })),
    status: { code: statusCode(span.status?.code ?? 0), message: span.status?.message ?? '' },
    resource,
    scope,
  };
}

function attributes(pairs: JsonPair[] | undefined): ReceivedAttributes {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, anyValue(value)]));
}

function anyValue(value: JsonValue): ReceivedValue {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(anyValue);
  if (value.kvlistValue) return attributes(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? '';
}
