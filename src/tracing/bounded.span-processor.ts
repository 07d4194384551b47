import { TraceFlags, type Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportTally } from './export-tally.js';

/**
 * Stands before the batch processor and refuses spans once `limit` of them wait, so that what a full queue loses is
 * counted; the batch processor keeps that number to itself.
 */
export class BoundedSpanProcessor implements SpanProcessor {
  private open = true;

  constructor(
    private readonly inner: SpanProcessor,
    private readonly tally: ExportTally,
    private readonly limit: number,
  ) {}

  onStart(span: Span, parent: Context): void {
    this.inner.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (!this.open) return this.tally.drop(1, 'tracing was shut down');
    if (this.tally.queued >= this.limit)
      return this.tally.drop(1, `the queue of ${this.limit} spans is full`);
    this.tally.queue();
    this.inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush();
  }

  shutdown(): Promise<void> {
    this.open = false;
    return this.inner.shutdown();
  }
}
