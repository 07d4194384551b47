import { SpanStatusCode, type Context, type Span, type SpanContext } from '@opentelemetry/api';
import type { AttributeSource } from '../recorder/attribute-source.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import { isToldInHeaders } from '../span-style.js';
import { errorType, isError, isSuccess, recordError } from '../span.js';

/** `error.type` of a request whose client went away. */
export const CLIENT_CLOSED = 'client_closed';
export const HUNG_UP = 'the client closed the connection before the response was complete';

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

/** What the caller of a request says of its own trace. */
export interface CallerTrace {
  /** The span that it names. */
  readonly span: SpanContext | undefined;
  /** That span is the parent; else there is a link to it. */
  readonly isParent: boolean;
  /** What it gave along. */
  readonly context: Context;
}

/** The local root of a request: kind SERVER, open until the last byte of the response has left. */
export abstract class RequestSpan {
  /** HTTP, of a request that has been answered. */
  protected status = 0;
  /** The response left as a whole. */
  protected isComplete = false;
  private failure: unknown;
  private failureType: string | undefined;
  /** Of `performance.now()`: bytes of the response were handed over first, and last. */
  private firstSentAt: number | undefined;
  private sentAt: number | undefined;
  private isHeld = false;
  private isOver = false;

  /** @param source is asked only when somebody takes the span */
  protected constructor(
    /** 32 hex digits, `X-Trace-ID` of the response. */
    readonly traceId: string,
    readonly span: Span,
    protected readonly source: AttributeSource,
  ) {}

  /** As they stand in log lines. Source: OpenTelemetry, "Trace Context in non-OTLP Log Formats". */
  get ids(): { readonly trace_id: string; readonly span_id: string } {
    return { trace_id: this.traceId, span_id: this.span.spanContext().spanId };
  }

  /** Milliseconds since 1970. */
  abstract get startTime(): number;

  /** Runs `body`, and all that it waits for, inside the span. */
  abstract run<T>(body: () => T): T;

  /** All is done but for the response: writing and sending it is a step of its own, which ends with the request. */
  abstract respond(): void;

  /** The client was waited for: for its body, or until it took the response. `from` and `until`: `performance.now()`. */
  abstract waited(from: number, until?: number): void;

  /** Bytes of the response were given to Node to be sent: until they are `taken`, or to the end, the client is waited for. */
  sent(): void {
    this.sentAt = performance.now();
    this.firstSentAt ??= this.sentAt;
  }

  taken(now = performance.now()): void {
    if (this.sentAt !== undefined) this.waited(this.sentAt, now);
    this.sentAt = undefined;
  }

  /** Milliseconds since 1970: the first bytes of the response were given to Node to be sent. */
  get firstByte(): number | undefined {
    return this.firstSentAt === undefined
      ? undefined
      : this.startTime + (this.firstSentAt - this.source.started);
  }

  /**
   * Called when the head of the response is about to leave. Adds what it says of its trace: `X-Trace-ID`; and, where that
   * is asked for, `traceresponse` and the times of the phases so far. Source: W3C "Trace Context Level 2" (editor's draft)
   * for `traceresponse`.
   */
  addHeaders(headers: Record<string, string | number>): void {
    headers['X-Trace-ID'] = this.traceId;
    if (!isToldInHeaders()) return;
    const { spanId, traceFlags } = this.span.spanContext();
    headers['traceresponse'] = `00-${this.traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
    const { timing } = this;
    if (timing) headers['Server-Timing'] = timing;
  }

  /** The error that the response is made from, and the S3 code that the client gets. */
  fail(error: unknown, code?: string): void {
    this.failure = error;
    this.failureType = code;
  }

  /** The operation works, and may still close what it reads from when the response has left: the span waits for `release`. */
  hold(): void {
    // A client may have gone while somebody still asked who it is.
    this.isHeld = !this.isOver;
  }

  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    if (this.isOver) this.close();
  }

  /**
   * Ends the span, once; later calls do nothing. ERROR from status 400 up, on a thrown error, and when the client went
   * away before the response was whole (`error.type` `client_closed`); else OK.
   */
  end(status: number, complete: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.status = status;
    this.isComplete = complete;
    if (!this.isHeld) this.close();
  }

  /** Value of `Server-Timing`. */
  protected abstract get timing(): string | undefined;

  /** The request is over, and so is the operation. */
  protected abstract close(): void;

  /** The `error.type` that `describe` gives; `undefined` where there is none. */
  protected findErrorType(): string | undefined {
    const { failure } = this;
    if (this.isHungUp) return CLIENT_CLOSED;
    if (!isSuccess(failure)) return this.failureType ?? errorType(failure);
    return this.status >= 400 ? String(this.status) : undefined;
  }

  /** Says how the request ended, all but that it has: sets the status exactly once. @param time milliseconds since 1970 */
  protected describe(span: RecordedSpan, time: number): void {
    const { root } = span;
    const { failure, source } = this;
    root.status = this.status;
    root.firstByte = this.firstByte;
    root.requestBytes = source.requestBytes;
    root.responseBytes = source.responseBytes;
    if (this.isHungUp) {
      span.setAttribute('error.type', CLIENT_CLOSED);
      span.setStatus({ code: SpanStatusCode.ERROR, message: HUNG_UP });
    } else if (!isSuccess(failure)) {
      recordError(span, failure, time);
      if (this.failureType !== undefined) span.setAttribute('error.type', this.failureType);
    } else if (this.status >= 400) {
      span.setAttribute('error.type', String(this.status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    } else {
      span.setStatus({ code: SpanStatusCode.OK });
    }
  }

  private get isHungUp(): boolean {
    return !this.isComplete && (this.failure === undefined || isHangUp(this.failure));
  }
}

/** The failure itself, or what it was made from: an upload that breaks off is an IncompleteBody. */
function isHangUp(failure: unknown, depth = CAUSE_DEPTH): boolean {
  if (depth === 0 || !isError(failure)) return false;
  return HANG_UP_CODES.has((failure as NodeJS.ErrnoException).code) || isHangUp(failure.cause, depth - 1);
}
