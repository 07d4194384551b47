import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { callerContext } from './caller-context.js';
import { activeTracer, errorType, isError, isSuccess, openSpan, recordError, type OpenSpan } from './span.js';
import { serverTiming } from './phases.js';
import { LinkedContext } from './recorder/linked-context.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import { unrecordedTaker } from './recorder/unrecorded-request.js';
import { followWallClock, spanTime } from './span-clock.js';
import type { RequestSpanName } from './span-names.js';
import { isToldInHeaders } from './span-style.js';

/** `error.type` of a request whose client went away. */
const CLIENT_CLOSED = 'client_closed';
const HUNG_UP = 'the client closed the connection before the response was complete';

/** What Node reports on a stream whose other end is gone. */
const HANG_UP_CODES: ReadonlySet<unknown> = new Set([
  'ABORT_ERR',
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Causes of causes that are looked at. */
const CAUSE_DEPTH = 8;

/** The local root of a request: kind SERVER, open until the last byte of the response has left. */
export class RequestSpan {
  /** 32 hex digits, `X-Trace-ID` of the response. */
  readonly traceId: string;
  private failure: unknown;
  private failureType: string | undefined;
  private sending: OpenSpan | undefined;
  private ended = false;
  /** Of `performance.now()`. */
  private writtenAt: number | undefined;

  /** As `LocalRoot.firstByte`, of a request that is not recorded. */
  private firstByte: number | undefined;

  private constructor(
    readonly span: Span,
    private readonly active: Context,
    private readonly name: RequestSpanName,
    /** Of `spanTime()`. */
    private readonly startTime: number,
  ) {
    this.traceId = span.spanContext().traceId;
  }

  /** As they stand in log lines. Source: OpenTelemetry, "Trace Context in non-OTLP Log Formats". */
  get ids(): { readonly trace_id: string; readonly span_id: string } {
    return { trace_id: this.traceId, span_id: this.span.spanContext().spanId };
  }

  /**
   * `undefined` when tracing is off. A valid `traceparent`, else `X-Amzn-Trace-Id`, makes the span a child of the
   * caller's; where the caller is not `trusted`, a root with a link to it, which is sampled as any root and leaves the
   * caller's baggage behind. `attributes` is called only when the span is recorded.
   */
  static start(
    name: RequestSpanName,
    headers: IncomingHttpHeaders,
    attributes: () => Attributes,
    trusted = true,
  ): RequestSpan | undefined {
    const tracer = activeTracer();
    if (!tracer) return undefined;
    const caller = callerContext(headers);
    const parent = trusted && caller !== ROOT_CONTEXT ? new LinkedContext(caller) : LinkedContext.ROOT;
    const linked = trusted ? undefined : trace.getSpanContext(caller);
    const links = linked && [{ context: linked }];
    followWallClock();
    const startTime = spanTime();
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, startTime, links }, parent);
    const active = trace.setSpan(parent, span);
    if (span.isRecording()) span.setAttributes(attributes());
    return new RequestSpan(span, active, name, startTime);
  }

  /**
   * Runs `body`, and all that it waits for, inside the span. Below a span that is not recorded nothing is made anyhow, and
   * carrying it along would cost a tenth of a small request: it is left out, unless it has to hide another one.
   */
  run<T>(body: () => T): T {
    if (!this.span.isRecording() && !trace.getSpan(context.active())) return body();
    return context.with(this.active, body);
  }

  /** All is done but for the response: writing and sending it is a step of its own, which ends with the request. */
  respond(): void {
    this.sending ??= this.run(() => openSpan('Response.Send'));
  }

  /**
   * Called when the head of the response is about to leave. Adds what it says of its trace: `X-Trace-ID`; and, where that is asked for, `traceresponse` and the times of
   * the phases so far. Source: W3C "Trace Context Level 2" (editor's draft) for `traceresponse`.
   */
  addHeaders(headers: Record<string, string | number>): void {
    headers['X-Trace-ID'] = this.traceId;
    if (this.span instanceof RecordedSpan) this.span.root.firstByte ??= spanTime();
    else this.firstByte ??= spanTime();
    if (!isToldInHeaders()) return;
    const { spanId, traceFlags } = this.span.spanContext();
    headers['traceresponse'] = `00-${this.traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
    const timing = this.span instanceof RecordedSpan && serverTiming(this.span.root, spanTime());
    if (timing) headers['Server-Timing'] = timing;
  }

  /** The client was waited for since `from` of `performance.now()`: for its body, or to take the response. */
  waited(from: number): void {
    if (this.span instanceof RecordedSpan) this.span.root.waited(performance.now() - from);
  }

  /** The response is written: what follows is up to the client. */
  written(): void {
    this.writtenAt = performance.now();
  }

  /** The error that the response is made from, and the S3 code that the client gets. */
  fail(error: unknown, code?: string): void {
    this.failure = error;
    this.failureType = code;
  }

  /**
   * Ends the span, once; later calls do nothing. ERROR from status 400 up, on a thrown error, and when the client went
   * away before the response was whole (`error.type` `client_closed`); else OK. `attributes` is called only when the span
   * is recorded.
   */
  end(status: number, complete: boolean, attributes: () => Attributes): void {
    if (this.ended) return;
    this.ended = true;
    if (this.writtenAt !== undefined) this.waited(this.writtenAt);
    const { span, sending } = this;
    if (span.isRecording()) {
      span.setAttributes(attributes());
      span.setAttribute('http.response.status_code', status);
      span.setAttribute('http.status_code', status);
      this.conclude(status, complete);
    } else this.tellUnrecorded(status, complete, attributes);
    if (complete) sending?.end();
    else sending?.fail(CLIENT_CLOSED, HUNG_UP);
    span.end(spanTime());
  }

  /** Whoever counts requests counts this one too. */
  private tellUnrecorded(httpStatus: number, complete: boolean, attributes: () => Attributes): void {
    const take = unrecordedTaker();
    if (!take) return;
    const { name, startTime, firstByte } = this;
    const type = this.errorType(httpStatus, complete);
    take({
      name,
      duration: Math.max(0, spanTime() - startTime),
      firstByte: firstByte && firstByte - startTime,
      httpStatus,
      statusCode: type === undefined ? SpanStatusCode.OK : SpanStatusCode.ERROR,
      errorType: type,
      attributes: attributes(),
    });
  }

  /** The `error.type` that `conclude` gives; `undefined` where it finds none. */
  private errorType(status: number, complete: boolean): string | undefined {
    const { failure } = this;
    if (!complete && (failure === undefined || isHangUp(failure))) return CLIENT_CLOSED;
    if (!isSuccess(failure)) return this.failureType ?? errorType(failure);
    return status >= 400 ? String(status) : undefined;
  }

  /** Sets the status exactly once: the SDK ignores whatever follows an OK. */
  private conclude(status: number, complete: boolean): void {
    const { span, failure } = this;
    if (!complete && (failure === undefined || isHangUp(failure))) {
      span.setAttribute('error.type', CLIENT_CLOSED);
      span.setStatus({ code: SpanStatusCode.ERROR, message: HUNG_UP });
    } else if (!isSuccess(failure)) {
      recordError(span, failure);
      if (this.failureType !== undefined) span.setAttribute('error.type', this.failureType);
    } else if (status >= 400) {
      span.setAttribute('error.type', String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    } else {
      span.setStatus({ code: SpanStatusCode.OK });
    }
  }
}

/** The failure itself, or what it was made from: an upload that breaks off is an IncompleteBody. */
function isHangUp(failure: unknown, depth = CAUSE_DEPTH): boolean {
  if (depth === 0 || !isError(failure)) return false;
  return HANG_UP_CODES.has((failure as NodeJS.ErrnoException).code) || isHangUp(failure.cause, depth - 1);
}
