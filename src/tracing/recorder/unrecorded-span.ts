import type { Attributes, AttributeValue, Span, SpanContext, TraceState } from '@opentelemetry/api';
import { newSpanId } from './random-ids.js';

/** Attributes that are remembered; more are dropped. */
const MAX_NOTED = 16;

/**
 * The first span of a trace that is not recorded. It has ids, and drops everything but the few attributes that are set one
 * by one, as the id of a report: a request that is looked at after all has them.
 */
export class UnrecordedSpan implements Span {
  noted: Attributes | undefined;
  private context: SpanContext | undefined;

  constructor(
    readonly traceId: string,
    private readonly traceFlags: number,
    private readonly traceState: TraceState | undefined,
  ) {}

  spanContext(): SpanContext {
    const { traceId, traceFlags, traceState } = this;
    return (this.context ??= { traceId, spanId: newSpanId(), traceFlags, traceState });
  }

  setAttribute(name: string, value: AttributeValue): this {
    const noted = (this.noted ??= {});
    if (Object.keys(noted).length < MAX_NOTED) noted[name] = value;
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  end(): void {}

  isRecording(): boolean {
    return false;
  }

  recordException(): void {}
}
