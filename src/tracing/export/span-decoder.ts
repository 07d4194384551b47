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
import type { EncodedSpans } from './trace-encoder.js';
import { ParentKind, ValueKind } from './trace-format.js';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const KEPT = 1;
/** Of a span besides its names; the last, how long the client was waited for, is not for receivers. */
const HEAD_NUMBERS = 9;

/** Makes of what a `TraceEncoder` wrote the spans that the exporters of the SDK take. One for each encoder: it knows its names. */
export class SpanDecoder {
  private readonly names: string[] = [];
  private readonly scopes = new Map<string, InstrumentationScope>();
  private numbers: Float64Array = new Float64Array();
  private text = '';
  private nextNumber = 0;
  private nextText = 0;

  /** @param valueLimit characters of a text that an attribute keeps */
  constructor(
    private readonly resource: Resource,
    private readonly valueLimit = Infinity,
  ) {}

  decode(encoded: EncodedSpans): ReadableSpan[] {
    this.names.push(...encoded.names);
    this.numbers = encoded.numbers;
    this.text = encoded.text;
    this.nextNumber = 0;
    this.nextText = 0;
    return Array.from({ length: encoded.spans }, () => this.span());
  }

  private span(): ReadableSpan {
    const name = this.name();
    const scope = this.scope(this.name());
    const [kind, start, end, status, parentKind, droppedAttributes, droppedEvents, flags] =
      this.take(HEAD_NUMBERS);
    const traceId = this.slice(TRACE_ID_DIGITS);
    // Whatever was kept is sampled, also what only its error kept: receivers may look at it.
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
      attributes[name] = this.value();
    }
    return attributes;
  }

  private value(): AttributeValue {
    switch (this.number()) {
      case ValueKind.Text:
        return this.string().slice(0, this.valueLimit);
      case ValueKind.Number:
        return this.number();
      case ValueKind.True:
        return true;
      case ValueKind.False:
        return false;
      default:
        return this.limited(JSON.parse(this.string()) as AttributeValue);
    }
  }

  /** Source: OpenTelemetry "Attribute Limits": the limit holds for each text of an array. */
  private limited(value: AttributeValue): AttributeValue {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown) =>
      typeof item === 'string' ? item.slice(0, this.valueLimit) : item,
    ) as AttributeValue;
  }

  private list<T>(read: () => T): T[] {
    return Array.from({ length: this.number() }, read);
  }

  private scope(name: string): InstrumentationScope {
    const known = this.scopes.get(name);
    if (known) return known;
    const scope = { name };
    this.scopes.set(name, scope);
    return scope;
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

  private take(count: number): Float64Array {
    return this.numbers.subarray(this.nextNumber, (this.nextNumber += count));
  }

  private number(): number {
    return this.numbers[this.nextNumber++]!;
  }
}

/** Source: OpenTelemetry JS, `HrTime`: seconds and nanoseconds. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}
