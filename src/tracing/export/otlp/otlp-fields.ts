import { fixed32Field, fixed64Field, lengthDelimited, varintField } from './protobuf.writer.js';

// Keys of fields, by message. Source: opentelemetry/proto/collector/trace/v1, trace/v1, resource/v1, common/v1.

/** ExportTraceServiceRequest. */
export const RequestFields = { resourceSpans: lengthDelimited(1) } as const;

export const ResourceSpansFields = {
  resource: lengthDelimited(1),
  scopeSpans: lengthDelimited(2),
  schemaUrl: lengthDelimited(3),
} as const;

export const ResourceFields = { attributes: lengthDelimited(1), droppedAttributes: varintField(2) } as const;

export const ScopeSpansFields = { scope: lengthDelimited(1), spans: lengthDelimited(2) } as const;

export const ScopeFields = { name: lengthDelimited(1) } as const;

/** What Span and Link begin with. */
export const ContextFields = {
  traceId: lengthDelimited(1),
  spanId: lengthDelimited(2),
  traceState: lengthDelimited(3),
} as const;

export const SpanFields = {
  parentSpanId: lengthDelimited(4),
  name: lengthDelimited(5),
  kind: varintField(6),
  start: fixed64Field(7),
  end: fixed64Field(8),
  attributes: lengthDelimited(9),
  droppedAttributes: varintField(10),
  events: lengthDelimited(11),
  droppedEvents: varintField(12),
  links: lengthDelimited(13),
  droppedLinks: varintField(14),
  status: lengthDelimited(15),
  flags: fixed32Field(16),
} as const;

export const EventFields = {
  time: fixed64Field(1),
  name: lengthDelimited(2),
  attributes: lengthDelimited(3),
  droppedAttributes: varintField(4),
} as const;

export const LinkFields = {
  attributes: lengthDelimited(4),
  droppedAttributes: varintField(5),
  flags: fixed32Field(6),
} as const;

export const StatusFields = { message: lengthDelimited(2), code: varintField(3) } as const;

export const KeyValueFields = { key: lengthDelimited(1), value: lengthDelimited(2) } as const;

export const AnyValueFields = {
  string: lengthDelimited(1),
  bool: varintField(2),
  int: varintField(3),
  double: fixed64Field(4),
  array: lengthDelimited(5),
  pairs: lengthDelimited(6),
} as const;

/** ArrayValue, KeyValueList. */
export const ListFields = { values: lengthDelimited(1) } as const;
