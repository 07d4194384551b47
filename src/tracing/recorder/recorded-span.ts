import {
  SpanKind,
  SpanStatusCode,
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';
import { shownException, shownMessage } from '../hidden-keys.js';
import { milliseconds } from '../span-clock.js';
import type { AttributeSource } from './attribute-source.js';
import { exceptionAttributes } from './exception-attributes.js';
import type { LocalRoot } from './local-root.js';
import { newSpanId } from './random-ids.js';

/** Instrumentation scope of every span of the gateway. */
export const GATEWAY_SCOPE = 'glassgate';

export interface RecordedEvent {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly attributes: Attributes | undefined;
}

/** Bytes that a span is taken to need besides its texts. */
const SPAN_BYTES = 256;
/** Of attributes that are noted as they were given: their texts belong to the request, which has them anyhow. */
const SET_BYTES = 256;
const PAIR_BYTES = 32;
const EVENT_BYTES = 128;

/**
 * A span of the OpenTelemetry API that only notes what it is told, as cheaply as can be: it belongs to the trace part of
 * its local root, has no id before somebody asks for it, and becomes a span of the SDK in another thread if it is kept.
 */
export class RecordedSpan implements Span {
  /** Milliseconds since 1970; `undefined` while the span is open. */
  endTime: number | undefined;
  statusCode: SpanStatusCode = SpanStatusCode.UNSET;
  statusMessage: string | undefined;
  /** Attributes as they were given first, and then; what they say of a name counts in this order, `pairs` last. */
  first: Attributes | undefined;
  second: Attributes | undefined;
  /** name, value, name, value…; of a name that stands there twice the last value counts. */
  pairs: AttributeValue[] | undefined;
  /** Knows more attributes, which nobody has asked for yet. */
  source: AttributeSource | undefined;
  droppedAttributes = 0;
  events: RecordedEvent[] | undefined;
  droppedEvents = 0;
  links: Link[] | undefined;
  /** Milliseconds in which nothing could be done but wait for the client, while this span was the innermost. */
  clientWait = 0;
  /** Name of the instrumentation scope. */
  scope = GATEWAY_SCOPE;
  /** Nothing below it is noted. */
  isOpaque = false;
  /** It says as an attribute how long it took. */
  isTimed = false;
  private context: SpanContext | undefined;

  /**
   * @param parent `undefined` for the local root
   * @param startTime milliseconds since 1970
   */
  constructor(
    readonly root: LocalRoot,
    readonly parent: RecordedSpan | undefined,
    public name: string,
    readonly kind: SpanKind,
    readonly startTime: number,
  ) {
    root.weigh(SPAN_BYTES);
  }

  spanContext(): SpanContext {
    const { traceId, traceFlags, traceState } = this.root;
    return (this.context ??= { traceId, spanId: newSpanId(), traceFlags, traceState });
  }

  /** The id by which others know it already. */
  useId(spanId: string): void {
    const { traceId, traceFlags, traceState } = this.root;
    this.context = { traceId, spanId, traceFlags, traceState };
  }

  /**
   * Begins a span below this one. `undefined`: the root has as many as it may, or was thrown away.
   * @param startTime milliseconds since 1970
   */
  child(name: string, startTime: number, kind = SpanKind.INTERNAL): RecordedSpan | undefined {
    const { root } = this;
    if (root.decision?.keep === false || !root.admits()) return undefined;
    const span = new RecordedSpan(root, this, name, kind, startTime);
    root.add(span);
    return span;
  }

  /** The value that counts, `undefined` where there is none. */
  attribute(name: string): AttributeValue {
    const { pairs = [] } = this;
    for (let index = pairs.length - 2; index >= 0; index -= 2) {
      if (pairs[index] === name) return pairs[index + 1];
    }
    this.describe();
    return this.second?.[name] ?? this.first?.[name];
  }

  /** Asks the source for what it knows, of the end too once the span has ended. */
  describe(): void {
    const { source } = this;
    if (!source) return;
    this.first ??= source.atStart();
    if (this.endTime === undefined) return;
    this.second ??= source.atEnd(this.root.status ?? 0);
    this.source = undefined;
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (value === undefined || this.endTime !== undefined) return this;
    const { root } = this;
    const pairs = (this.pairs ??= []);
    // Whatever became of the steps: how the request itself ended is counted, and decides.
    if (pairs.length >= root.limits.attributes * 2 || (!root.hasRoom && this.parent !== undefined)) {
      this.droppedAttributes += 1;
      return this;
    }
    pairs.push(name, value);
    root.weigh(typeof value === 'string' ? PAIR_BYTES + value.length : PAIR_BYTES);
    return this;
  }

  /** Attributes that the gateway gives are noted as they are: nobody changes them any more. */
  setAttributes(attributes: Attributes): this {
    const { root } = this;
    const hasPlace = this.second === undefined && this.pairs === undefined && this.source === undefined;
    if (!hasPlace || this.scope !== GATEWAY_SCOPE || !root.hasRoom) return this.copy(attributes);
    if (this.endTime !== undefined) return this;
    if (this.first === undefined) this.first = attributes;
    else this.second = attributes;
    root.weigh(SET_BYTES);
    return this;
  }

  private copy(attributes: Attributes): this {
    for (const name in attributes) this.setAttribute(name, attributes[name]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.endTime !== undefined) return this;
    const { root } = this;
    const events = (this.events ??= []);
    if (events.length >= root.limits.events || !root.hasRoom) {
      this.droppedEvents += 1;
      return this;
    }
    const attributes = isTime(attributesOrTime) ? undefined : attributesOrTime;
    const at = milliseconds(isTime(attributesOrTime) ? attributesOrTime : time);
    events.push({ name, time: at, attributes });
    root.weigh(EVENT_BYTES + textLength(attributes));
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    if (this.endTime !== undefined) return this;
    const room = this.root.limits.links - (this.links?.length ?? 0);
    (this.links ??= []).push(...links.slice(0, Math.max(0, room)));
    this.root.weigh(EVENT_BYTES * links.length);
    return this;
  }

  /** OK is final, and UNSET says nothing. Source: OpenTelemetry Tracing API, "Set Status". */
  setStatus({ code, message }: SpanStatus): this {
    if (this.endTime !== undefined || this.statusCode === SpanStatusCode.OK) return this;
    if (code === SpanStatusCode.UNSET) return this;
    this.statusCode = code;
    if (code !== SpanStatusCode.ERROR) return this;
    this.statusMessage = message && shownMessage(message);
    this.root.hasError = true;
    return this;
  }

  updateName(name: string): this {
    if (this.endTime === undefined) this.name = name;
    return this;
  }

  end(time?: TimeInput): void {
    if (this.endTime !== undefined) return;
    this.endTime = Math.max(this.startTime, milliseconds(time));
    this.root.closed(this);
  }

  isRecording(): boolean {
    return this.endTime === undefined;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent('exception', exceptionAttributes(shownException(exception)), time);
  }
}

function isTime(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || Array.isArray(value) || value instanceof Date;
}

function textLength(attributes: Attributes | undefined): number {
  let length = 0;
  for (const name in attributes) {
    const value = attributes[name];
    length += typeof value === 'string' ? PAIR_BYTES + value.length : PAIR_BYTES;
  }
  return length;
}
