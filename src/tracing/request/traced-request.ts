import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { activeScope, runIn, Scope } from '../active-scope.js';
import { callerContext } from '../caller-context.js';
import type { AttributeSource } from '../recorder/attribute-source.js';
import { LinkedContext } from '../recorder/linked-context.js';
import type { LocalRoot } from '../recorder/local-root.js';
import { newTraceId } from '../recorder/random-ids.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import { soleSpan } from '../recorder/sole-span.js';
import { unrecordedTaker, type UnrecordedRequest } from '../recorder/unrecorded-request.js';
import { UnrecordedSpan } from '../recorder/unrecorded-span.js';
import { clockOrigin, glanceAtWallClock, spanTime } from '../span-clock.js';
import type { RequestSpanName } from '../span-names.js';
import { isToldInHeaders } from '../span-style.js';
import { activeRecorder, errorType, isSuccess, recordError } from '../span.js';
import { callerOf, type CallerTrace } from './caller-trace.js';
import { errorTypeOf, HUNG_UP, isHungUp } from './request-failure.js';
import { RequestSteps } from './request-steps.js';

/**
 * A request as a local root: kind SERVER, open until the last byte of the response has left. Of most requests no steps are
 * noted, and what these need are fields of its own: nothing is made beside it. Without tracing no clock is read after its start.
 */
export abstract class TracedRequest implements UnrecordedRequest {
  abstract readonly headers: IncomingHttpHeaders;
  /** When it came in: milliseconds of `performance.now()`. */
  readonly started = performance.now();
  /** 32 hex digits, `X-Trace-ID` of the response; `undefined` when the request is not traced. */
  traceId: string | undefined;
  spanName = '';
  /** HTTP, of the response that is over. */
  status = 0;
  /** The response left as a whole. */
  isComplete = false;
  /** The error that the response is made from. */
  failure: unknown;
  /** The S3 code that the client gets for it. */
  errorCode: string | undefined;
  /** Of a request that is over; `undefined` where it went well. */
  errorType: string | undefined;
  /** Body bytes read so far, as sent by the client. */
  receivedBytes = 0;
  /** Body bytes sent so far. */
  sentBytes = 0;
  /** Milliseconds in which the client was waited for, where no steps are noted: else they know it. */
  clientWait = 0;
  /** Milliseconds of `performance.now()`, of a request that is over. */
  endedAt = 0;
  private extracted: Context | undefined;
  private callerTrace: CallerTrace | undefined;
  private steps: RequestSteps | undefined;
  /** Stands in for the span of a request whose steps are not noted. */
  private standIn: UnrecordedSpan | undefined;
  /** Of `performance.now()`: bytes of the response were handed over first, and last. */
  private firstSentAt: number | undefined;
  private sentAt: number | undefined;
  private isHeld = false;
  private isOver = false;

  /** What its span says of it: asked when somebody takes the span. */
  protected abstract spanAttributes(): AttributeSource;

  /**
   * Begins the span, if tracing is on. A valid `traceparent`, else `X-Amzn-Trace-Id`, makes it a child of the caller's;
   * where the caller is not `trusted`, a root with a link to it, which is sampled as any root and leaves the caller's
   * baggage behind.
   */
  startSpan(name: RequestSpanName, trusted = true): void {
    const recorder = activeRecorder();
    if (!recorder) return;
    const caller = callerOf(this.givenContext, trusted);
    const parent = caller?.parent;
    this.spanName = name;
    this.callerTrace = caller;
    this.traceId = parent?.traceId ?? newTraceId();
    glanceAtWallClock(this.started);
    const root = recorder.open(SpanKind.SERVER, this.traceId, parent, this.started);
    if (!root) return;
    const span = root.begin(name, this.startTime, SpanKind.SERVER);
    span.source = this.spanAttributes();
    root.weigh(span.source.size);
    this.steps = new RequestSteps(span, caller);
  }

  /** What the headers say of the caller's trace: read once. */
  private get givenContext(): Context {
    return (this.extracted ??= callerContext(this.headers));
  }

  /** Whether the caller names a span, which the one of this request could be a child of; `false` without tracing. */
  get namesParent(): boolean {
    if (!activeRecorder() || this.givenContext === ROOT_CONTEXT) return false;
    return trace.getSpanContext(this.givenContext) !== undefined;
  }

  /** Where no steps are noted, one that has ids and little else; `undefined` when the request is not traced. */
  get span(): Span | undefined {
    const { traceId } = this;
    const span = this.steps?.span ?? this.standIn;
    if (span || traceId === undefined) return span;
    const parent = this.callerTrace?.parent;
    const flags = activeRecorder()?.flagsOf(traceId, parent) ?? parent?.traceFlags ?? 0;
    return (this.standIn = new UnrecordedSpan(traceId, flags, parent?.traceState));
  }

  /** As they stand in log lines. Source: OpenTelemetry, "Trace Context in non-OTLP Log Formats". */
  get traceIds(): { readonly trace_id: string; readonly span_id: string } | undefined {
    const context = this.span?.spanContext();
    return context && { trace_id: context.traceId, span_id: context.spanId };
  }

  /** Milliseconds since 1970. */
  get startTime(): number {
    return this.steps?.span.startTime ?? clockOrigin() + this.started;
  }

  /** Milliseconds since 1970, of a request that is over. */
  get endTime(): number {
    return clockOrigin() + this.endedAt;
  }

  /** Milliseconds, of a request that is over. */
  get duration(): number {
    return this.endedAt - this.started;
  }

  /** Milliseconds since the start. */
  get timeToFirstByte(): number | undefined {
    return this.firstSentAt === undefined ? undefined : this.firstSentAt - this.started;
  }

  /**
   * Runs `body`, and all that it waits for, inside the span. Where no steps are noted nothing is made below it anyhow, and
   * carrying it along would cost a tenth of a small request: it is left out then, unless it has to hide another one.
   */
  run<T>(body: () => T): T {
    if (this.steps) return this.steps.run(body);
    if (!activeScope()) return body();
    return runIn(new Scope(this.callerTrace?.context ?? LinkedContext.ROOT, this.span), body);
  }

  /** All is done but for the response. */
  respond(): void {
    this.steps?.respond();
  }

  /** The client was waited for: for its body, or until it took the response. `from` and `until`: `performance.now()`. */
  waited(from: number, until?: number): void {
    if (this.traceId === undefined) return;
    const time = (until ?? performance.now()) - from;
    if (this.steps) this.steps.waited(time);
    else this.clientWait += time;
  }

  /** Bytes of the response were given to Node to be sent: until they are `taken`, or to the end, the client is waited for. */
  sent(): void {
    if (this.traceId === undefined || this.isOver) return;
    this.sentAt = performance.now();
    this.firstSentAt ??= this.sentAt;
  }

  taken(now?: number): void {
    if (this.sentAt !== undefined) this.waited(this.sentAt, now);
    this.sentAt = undefined;
  }

  /**
   * Called when the head of the response is about to leave. Adds what it says of its trace: `X-Trace-ID`; and, where that
   * is asked for, `traceresponse` and the times of the phases so far. Source: W3C "Trace Context Level 2" (editor's draft)
   * for `traceresponse`.
   */
  addTraceHeaders(headers: Record<string, string | number>): void {
    if (this.traceId === undefined) return;
    headers['X-Trace-ID'] = this.traceId;
    const span = isToldInHeaders() ? this.span : undefined;
    if (!span) return;
    const { traceId, spanId, traceFlags } = span.spanContext();
    headers['traceresponse'] = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
    const timing = this.steps?.timing;
    if (timing) headers['Server-Timing'] = timing;
  }

  /** The error that the response is made from, and the S3 code that the client gets. */
  fail(error: unknown, code = errorType(error)): void {
    this.failure = error;
    this.errorCode = code;
  }

  /** The operation works, and may still close what it reads from when the response has left: the span waits for `release`. */
  hold(): void {
    // A client may have gone while somebody still asked who it is.
    this.isHeld = !this.isOver;
  }

  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    if (!this.isOver || this.traceId === undefined) return;
    this.endedAt = performance.now();
    this.close();
  }

  /**
   * Ends the span, once; later calls do nothing. ERROR from status 400 up, on a thrown error, and when the client went
   * away before the response was whole (`error.type` `client_closed`); else OK. The client is not waited for any longer, also
   * where the span waits for `release`.
   */
  end(status: number, isComplete: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.status = status;
    this.isComplete = isComplete;
    if (this.traceId === undefined) return;
    this.endedAt = performance.now();
    this.taken(this.endedAt);
    if (!this.isHeld) this.close();
  }

  record(): LocalRoot {
    const { callerTrace: caller, startTime, endTime, clientWait, standIn } = this;
    const span = soleSpan(this.span!.spanContext(), caller?.parent, this.spanName, startTime);
    if (caller?.linked) span.addLink({ context: caller.linked });
    span.source = this.spanAttributes();
    span.clientWait = clientWait;
    this.describe(span, endTime);
    if (standIn?.noted) span.setAttributes(standIn.noted);
    span.setAttribute('glassgate.request_only', true);
    span.end(endTime);
    return span.root;
  }

  /** The request is over, and so is the operation. Whoever counts requests counts those without steps too. */
  private close(): void {
    const { steps } = this;
    this.errorType = errorTypeOf(this);
    if (!steps) {
      unrecordedTaker()?.takeUnrecorded(this);
      return;
    }
    this.describe(steps.span, Math.max(steps.span.startTime, spanTime()));
    steps.end(this.isComplete);
  }

  /** Says how the request ended, all but that it has: sets the status exactly once. @param time milliseconds since 1970 */
  private describe(span: RecordedSpan, time: number): void {
    const { root } = span;
    const { failure, errorType, timeToFirstByte } = this;
    root.status = this.status;
    root.firstByte = timeToFirstByte === undefined ? undefined : this.startTime + timeToFirstByte;
    root.requestBytes = this.receivedBytes;
    root.responseBytes = this.sentBytes;
    if (errorType === undefined) {
      span.setStatus({ code: SpanStatusCode.OK });
      return;
    }
    if (isHungUp(this)) span.setStatus({ code: SpanStatusCode.ERROR, message: HUNG_UP });
    else if (isSuccess(failure)) span.setStatus({ code: SpanStatusCode.ERROR });
    else recordError(span, failure, time);
    span.setAttribute('error.type', errorType);
  }
}
