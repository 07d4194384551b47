import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { activeScope, runIn, Scope } from './active-scope.js';
import { callerContext } from './caller-context.js';
import { serverTiming } from './phases.js';
import type { AttributeSource } from './recorder/attribute-source.js';
import { LinkedContext } from './recorder/linked-context.js';
import type { LocalRoot } from './recorder/local-root.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import { soleSpan } from './recorder/sole-span.js';
import { unrecordedTaker } from './recorder/unrecorded-request.js';
import { UnrecordedSpan } from './recorder/unrecorded-span.js';
import { followWallClock, spanTime } from './span-clock.js';
import type { RequestSpanName } from './span-names.js';
import { isToldInHeaders } from './span-style.js';
import {
  activeRecorder,
  errorType,
  isError,
  isSuccess,
  openSpanBelow,
  recordError,
  type OpenSpan,
} from './span.js';

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

/** How a request began. */
interface Beginning {
  readonly name: RequestSpanName;
  /** Of `spanTime()`. */
  readonly startTime: number;
  readonly source: AttributeSource;
  readonly caller: Caller | undefined;
}

/** How a request ended. */
interface Ending {
  /** HTTP. */
  readonly status: number;
  /** The response left as a whole. */
  readonly complete: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The span that the caller names. */
interface Caller {
  readonly context: SpanContext;
  /** It is the parent; else there is a link to it. */
  readonly isParent: boolean;
}

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

  /** As those of `LocalRoot`, of a request that is not recorded. */
  private firstByte: number | undefined;
  private clientWait = 0;
  private ownScope: Scope | undefined;

  private constructor(
    readonly span: Span,
    /** What the caller gave along. */
    private readonly context: Context,
    private readonly beginning: Beginning,
  ) {
    this.traceId = span.spanContext().traceId;
  }

  private get scope(): Scope {
    return (this.ownScope ??= new Scope(this.context, this.span));
  }

  /** As they stand in log lines. Source: OpenTelemetry, "Trace Context in non-OTLP Log Formats". */
  get ids(): { readonly trace_id: string; readonly span_id: string } {
    return { trace_id: this.traceId, span_id: this.span.spanContext().spanId };
  }

  /**
   * `undefined` when tracing is off. A valid `traceparent`, else `X-Amzn-Trace-Id`, makes the span a child of the
   * caller's; where the caller is not `trusted`, a root with a link to it, which is sampled as any root and leaves the
   * caller's baggage behind. `source` is asked only when somebody takes the span.
   */
  static start(
    name: RequestSpanName,
    headers: IncomingHttpHeaders,
    source: AttributeSource,
    trusted = true,
  ): RequestSpan | undefined {
    const recorder = activeRecorder();
    if (!recorder) return undefined;
    const context = callerContext(headers);
    const named = context === ROOT_CONTEXT ? undefined : trace.getSpanContext(context);
    const caller = named && { context: named, isParent: trusted };
    followWallClock();
    const startTime = spanTime();
    const span = recorder.root(name, startTime, SpanKind.SERVER, trusted ? named : undefined);
    if (span instanceof RecordedSpan) {
      if (named && !trusted) span.addLink({ context: named });
      span.source = source;
      span.root.weigh(source.size);
    }
    const given = trusted ? context : LinkedContext.ROOT;
    return new RequestSpan(span, given, { name, startTime, source, caller });
  }

  /**
   * Runs `body`, and all that it waits for, inside the span. Below a span that is not recorded nothing is made anyhow, and
   * carrying it along would cost a tenth of a small request: it is left out, unless it has to hide another one.
   */
  run<T>(body: () => T): T {
    if (!this.span.isRecording() && !activeScope()) return body();
    return runIn(this.scope, body);
  }

  /** All is done but for the response: writing and sending it is a step of its own, which ends with the request. */
  respond(): void {
    if (this.span instanceof RecordedSpan)
      this.sending ??= openSpanBelow(this.span, 'Response.Send', this.scope);
  }

  /**
   * Called when the head of the response is about to leave. Adds what it says of its trace: `X-Trace-ID`; and, where that
   * is asked for, `traceresponse` and the times of the phases so far. Source: W3C "Trace Context Level 2" (editor's draft)
   * for `traceresponse`.
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
    const milliseconds = performance.now() - from;
    if (this.span instanceof RecordedSpan) this.span.root.waited(milliseconds);
    else this.clientWait += milliseconds;
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
   * away before the response was whole (`error.type` `client_closed`); else OK.
   */
  end(status: number, complete: boolean): void {
    if (this.ended) return;
    this.ended = true;
    if (this.writtenAt !== undefined) this.waited(this.writtenAt);
    const { span, sending } = this;
    const ending = { status, complete, time: Math.max(this.beginning.startTime, spanTime()) };
    if (span instanceof RecordedSpan) this.close(span, ending);
    else this.tellUnrecorded(ending);
    if (complete) sending?.end();
    else sending?.fail(CLIENT_CLOSED, HUNG_UP);
    if (span instanceof RecordedSpan) span.end();
  }

  /** Everything but the end. */
  private close(span: RecordedSpan, ending: Ending): void {
    const { root } = span;
    const { source } = this.beginning;
    root.status = ending.status;
    root.requestBytes = source.requestBytes;
    root.responseBytes = source.responseBytes;
    this.conclude(span, ending);
  }

  /** Whoever counts requests counts this one too. */
  private tellUnrecorded(ending: Ending): void {
    const take = unrecordedTaker();
    if (!take) return;
    const { firstByte, clientWait } = this;
    const { name, startTime, source } = this.beginning;
    const type = this.errorType(ending);
    take({
      name,
      startTime,
      endTime: ending.time,
      clientWait,
      firstByte,
      httpStatus: ending.status,
      statusCode: type === undefined ? SpanStatusCode.OK : SpanStatusCode.ERROR,
      errorType: type,
      requestBytes: source.requestBytes,
      responseBytes: source.responseBytes,
      record: () => this.record(ending),
    });
  }

  private record(ending: Ending): LocalRoot {
    const { firstByte, clientWait } = this;
    const { name, startTime, source, caller } = this.beginning;
    const span = soleSpan(
      this.span.spanContext(),
      caller?.isParent ? caller.context : undefined,
      name,
      startTime,
    );
    if (caller && !caller.isParent) span.addLink({ context: caller.context });
    span.source = source;
    span.clientWait = clientWait;
    span.root.firstByte = firstByte;
    this.close(span, ending);
    if (this.span instanceof UnrecordedSpan && this.span.noted) span.setAttributes(this.span.noted);
    span.setAttribute('glassgate.request_only', true);
    span.end(ending.time);
    return span.root;
  }

  /** The `error.type` that `conclude` gives; `undefined` where it finds none. */
  private errorType({ status, complete }: Ending): string | undefined {
    const { failure } = this;
    if (!complete && (failure === undefined || isHangUp(failure))) return CLIENT_CLOSED;
    if (!isSuccess(failure)) return this.failureType ?? errorType(failure);
    return status >= 400 ? String(status) : undefined;
  }

  /** Sets the status exactly once: the SDK ignores whatever follows an OK. */
  private conclude(span: RecordedSpan, { status, complete, time }: Ending): void {
    const { failure } = this;
    if (!complete && (failure === undefined || isHangUp(failure))) {
      span.setAttribute('error.type', CLIENT_CLOSED);
      span.setStatus({ code: SpanStatusCode.ERROR, message: HUNG_UP });
    } else if (!isSuccess(failure)) {
      recordError(span, failure, time);
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
