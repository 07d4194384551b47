import type { SpanContext, SpanKind, TraceState } from '@opentelemetry/api';
import { clockOrigin } from '../span-clock.js';
import type { Decision } from '../sampling/decision.js';
import { RecordedSpan } from './recorded-span.js';
import type { SpanLimits } from './trace-limits.js';

/** What a local root asks of the recorder that it belongs to. */
export interface RootKeeper {
  readonly spanLimits: SpanLimits;
  /** Estimated bytes that one root may have before it grows no further. */
  readonly rootBytes: number;
  readonly rootSpans: number;
  /** Bytes come to a root, or go. */
  weigh(bytes: number): void;
  /** The local root has ended; `open` spans below it have not. */
  rootEnded(root: LocalRoot): void;
  /** The last open span below a local root that ended has ended too. */
  allEnded(root: LocalRoot): void;
  /** A span has ended after the decision. */
  endedLate(root: LocalRoot, span: RecordedSpan): void;
}

/**
 * The part of a trace that one request, or one piece of work that nobody asked for, makes in this process: its first span
 * and all below. It is kept or thrown away whole.
 */
export class LocalRoot {
  /** In the order of their starts; the first is the root. Empty once they were given away. */
  spans: RecordedSpan[] = [];
  /** Spans that have not ended. */
  open = 0;
  /** Estimated bytes of all spans. */
  bytes = 0;
  /** Some span has status ERROR. */
  hasError = false;
  /** Spans that were not recorded because there were too many. */
  droppedSpans = 0;
  /** Milliseconds since 1970: the first bytes of the response were given to Node to be sent, where this is a request. */
  firstByte: number | undefined;
  /** HTTP, of a request that has been answered. */
  status: number | undefined;
  /** Body bytes of a request, as sent by the client, and of its answer. */
  requestBytes = 0;
  responseBytes = 0;
  /** Some consumer takes it whole, whatever is decided. */
  isAdmitted = false;
  /** Spans were open when it was kept or thrown away, and still are. */
  isLate = false;
  /** `undefined` until the trace is kept or thrown away. */
  decision: Decision | undefined;
  private first: RecordedSpan | undefined;
  /** The clock may be set before the root ends. */
  private readonly origin = clockOrigin();
  /** Of spans that were given away, and of the time since. */
  private earlierWait = 0;

  /** @param remote the caller's span, if it is the parent */
  constructor(
    private readonly keeper: RootKeeper,
    readonly traceId: string,
    /** What the span tells those that it calls: whether the ratio, or the caller, wants the trace. */
    readonly traceFlags: number,
    readonly remote: SpanContext | undefined,
  ) {}

  get traceState(): TraceState | undefined {
    return this.remote?.traceState;
  }

  get limits(): SpanLimits {
    return this.keeper.spanLimits;
  }

  /** The span that all others are below. */
  get span(): RecordedSpan {
    return this.first!;
  }

  /** Milliseconds until now in which the client was waited for. */
  get clientWait(): number {
    return this.spans.reduce((sum, span) => sum + span.clientWait, this.earlierWait);
  }

  get hasRoom(): boolean {
    return this.bytes < this.keeper.rootBytes;
  }

  /** Milliseconds since its start. @param now of `performance.now()` */
  ageAt(now: number): number {
    return now + this.origin - this.span.startTime;
  }

  /** `false`, and counted, when the root has as many spans as it may. */
  admits(): boolean {
    if (this.spans.length < this.keeper.rootSpans && this.hasRoom) return true;
    this.droppedSpans += 1;
    return false;
  }

  /** Its first span, which all others are below. @param startTime milliseconds since 1970 */
  begin(name: string, startTime: number, kind: SpanKind): RecordedSpan {
    const span = new RecordedSpan(this, undefined, name, kind, startTime);
    this.add(span);
    return span;
  }

  add(span: RecordedSpan): void {
    this.open += 1;
    this.first ??= span;
    if (this.decision === undefined) this.spans.push(span);
  }

  weigh(bytes: number): void {
    if (this.decision !== undefined) return;
    this.bytes += bytes;
    this.keeper.weigh(bytes);
  }

  closed(span: RecordedSpan): void {
    this.open -= 1;
    if (this.decision !== undefined) this.keeper.endedLate(this, span);
    else if (this.span.endTime === undefined) return;
    else if (this.open === 0) this.keeper.allEnded(this);
    else if (span === this.span) this.keeper.rootEnded(this);
  }

  /** The client kept the request waiting: the time counts for the innermost span that is open. */
  waited(milliseconds: number): void {
    const { spans } = this;
    for (let index = spans.length - 1; index >= 0; index -= 1) {
      const span = spans[index]!;
      if (span.endTime !== undefined) continue;
      span.clientWait += milliseconds;
      return;
    }
    this.earlierWait += milliseconds;
  }

  /** The spans were given away: what is still open holds the root, which need not hold all the others. */
  release(): void {
    if (this.open > 0) this.earlierWait = this.clientWait;
    this.spans = [];
    // Whatever outlives the trace, as a connection that was opened in it, must not hold the request.
    if (this.span.endTime !== undefined) this.span.source = undefined;
  }
}
