import type {
  Attributes,
  AttributeValue,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import { TraceState, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { EncodedReader, SPAN_ID_DIGITS, TRACE_ID_DIGITS, type EncodedValue } from './encoded-reader.js';
import type { EncodedSpans } from './trace-encoder.js';
import { HEAD_NUMBERS, KEPT, ParentKind } from './trace-format.js';

/** Makes of what a `TraceEncoder` wrote the spans that the exporters of the SDK take. One for each encoder: it knows its names. */
export class SpanDecoder extends EncodedReader {
  private readonly scopes = new Map<string, InstrumentationScope>();

  /** @param valueLimit characters of a text that an attribute keeps */
  constructor(
    private readonly resource: Resource,
    private readonly valueLimit = Infinity,
  ) {
    super();
  }

  decode(encoded: EncodedSpans): ReadableSpan[] {
    this.begin(encoded);
    return Array.from({ length: encoded.spans }, () => this.span());
  }

  private span(): ReadableSpan {
    const name = this.name();
    const scope = this.scope(this.name());
    const [kind, start, end, status, parentKind, droppedAttributes, droppedEvents, flags] =
      this.take(HEAD_NUMBERS);
    const traceId = this.slice(TRACE_ID_DIGITS);
    const own: SpanContext = { traceId, spanId: this.slice(SPAN_ID_DIGITS), traceFlags: flags! | KEPT };
    const parentId = parentKind === ParentKind.None ? '' : this.slice(SPAN_ID_DIGITS);
    const message = this.string();
    const state = this.string();
    const traceState = state === '' ? undefined : new TraceState(state);
    const isRemote = parentKind === ParentKind.Remote;
    const context = { ...own, traceState };
    return {
      name,
      kind: kind as SpanKind,
      spanContext: () => context,
      parentSpanContext: parentId === '' ? undefined : { ...context, spanId: parentId, isRemote },
      startTime: hrTime(start!),
      endTime: hrTime(end!),
      duration: hrTime(end! - start!),
      ended: true,
      status: { code: status as SpanStatusCode, ...(message === '' ? {} : { message }) },
      attributes: this.attributes(),
      events: this.list(() => ({
        name: this.name(),
        time: hrTime(this.number()),
        attributes: this.attributes(),
      })),
      links: this.list(() => this.link()),
      resource: this.resource,
      instrumentationScope: scope,
      droppedAttributesCount: droppedAttributes!,
      droppedEventsCount: droppedEvents!,
      droppedLinksCount: 0,
    };
  }

  private link(): Link {
    const context: SpanContext = {
      traceId: this.slice(TRACE_ID_DIGITS),
      spanId: this.slice(SPAN_ID_DIGITS),
      traceFlags: this.number(),
      isRemote: true,
    };
    return { context, attributes: this.attributes() };
  }

  private attributes(): Attributes {
    const attributes: Attributes = {};
    for (let count = this.number(); count > 0; count -= 1) {
      const name = this.name();
      attributes[name] = this.limited(this.value());
    }
    return attributes;
  }

  /** Source: OpenTelemetry "Attribute Limits": the limit holds for each text of an array. */
  private limited(value: EncodedValue): AttributeValue {
    if (typeof value === 'string') return value.slice(0, this.valueLimit);
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown) => (typeof item === 'string' ? item.slice(0, this.valueLimit) : item));
  }

  private scope(name: string): InstrumentationScope {
    const known = this.scopes.get(name);
    if (known) return known;
    const scope = { name };
    this.scopes.set(name, scope);
    return scope;
  }
}

/** Source: OpenTelemetry JS, `HrTime`: seconds and nanoseconds. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}
