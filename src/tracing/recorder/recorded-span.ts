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
import { spanTime } from '../span-clock.js';
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

const TIME_ORIGIN = performance.timeOrigin;
/** No process is so old, in milliseconds; no clock is set so far back. */
const OLDEST = TIME_ORIGIN / 2;

/** Bytes that a span is taken to need besides its texts. */
const SPAN_BYTES = 256;
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
  /** name, value, name, value…; of a name that stands there twice the last value counts. */
  readonly attributes: AttributeValue[] = [];
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

  /** The value that counts, `undefined` where there is none. */
  attribute(name: string): AttributeValue {
    const { attributes } = this;
    for (let index = attributes.length - 2; index >= 0; index -= 2) {
      if (attributes[index] === name) return attributes[index + 1];
    }
    return undefined;
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (value === undefined || this.endTime !== undefined) return this;
    const { attributes, root } = this;
    // Whatever became of the steps: how the request itself ended is counted, and decides.
    if (attributes.length >= root.limits.attributes * 2 || (!root.hasRoom && this.parent !== undefined)) {
      this.droppedAttributes += 1;
      return this;
    }
    attributes.push(name, value);
    root.weigh(typeof value === 'string' ? PAIR_BYTES + value.length : PAIR_BYTES);
    return this;
  }

  setAttributes(attributes: Attributes): this {
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
    this.statusMessage = code === SpanStatusCode.ERROR ? message : undefined;
    if (code === SpanStatusCode.ERROR) this.root.hasError = true;
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
    this.addEvent('exception', exceptionAttributes(exception), time);
  }
}

/** Source: OpenTelemetry semantic conventions, "Exceptions on spans". */
function exceptionAttributes(exception: Exception): Attributes {
  if (typeof exception === 'string') return { 'exception.message': exception };
  const { code, name, message, stack } = exception;
  const attributes: Attributes = {};
  if (code !== undefined) attributes['exception.type'] = String(code);
  else if (name !== undefined) attributes['exception.type'] = name;
  if (message !== undefined) attributes['exception.message'] = message;
  if (stack !== undefined) attributes['exception.stacktrace'] = stack;
  return attributes;
}

function isTime(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || Array.isArray(value) || value instanceof Date;
}

/** Times of this process as well: what could be its age is `performance.now()`. Source: OpenTelemetry JS, `TimeInput`. */
export function milliseconds(time: TimeInput | undefined): number {
  if (time === undefined) return spanTime();
  if (typeof time === 'number') return time < OLDEST ? time + TIME_ORIGIN : time;
  return Array.isArray(time) ? time[0] * 1000 + time[1] / 1e6 : time.getTime();
}

function textLength(attributes: Attributes | undefined): number {
  let length = 0;
  for (const name in attributes) {
    const value = attributes[name];
    length += typeof value === 'string' ? PAIR_BYTES + value.length : PAIR_BYTES;
  }
  return length;
}
