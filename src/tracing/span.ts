import { INVALID_SPAN_CONTEXT, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { isNativeError } from 'node:util/types';
import { S3Error } from '../errors/s3.error.js';
import { FollowedIterator } from './followed.iterator.js';
import { activeScope, runIn, type Scope } from './active-scope.js';
import { spanTime } from './span-clock.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import type { Recorder } from './recorder/recorder.js';
import { LEAVES, type SpanName } from './span-names.js';

/** Stands in for a span where nothing is recorded; it is shared and drops everything. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

let recorder: Recorder | undefined;
/** Errors that stand on a span already. */
const recorded = new WeakSet<Error>();
const CAUSE_DEPTH = 8;
const OK = { code: SpanStatusCode.OK };

/** Called once by the set-up; until then, and when tracing is off, no span object is made anywhere. */
export function useRecorder(wanted: Recorder | undefined): void {
  recorder = wanted;
}

/** Makes the spans that are below no other; `undefined` when tracing is off. */
export function activeRecorder(): Recorder | undefined {
  return recorder;
}

/** Where nothing is recorded at all, as mostly, nobody need look for the scope of the caller. */
function recordedScope(): Scope | undefined {
  return recorder?.isRecording ? activeScope() : undefined;
}

/** The span around the caller that is recorded, or one that drops everything: attributes may be set without asking. */
export function activeSpan(): Span {
  return recordedScope()?.active ?? NO_SPAN;
}

/** Errors of another realm, such as those of a worker or of Node itself under test, are no instances of our `Error`. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}

/** `error.type`: the S3 code, else the system error code, else the class. Low cardinality. Source: OpenTelemetry "Recording errors". */
export function errorType(error: unknown): string {
  if (error instanceof S3Error) return error.code;
  if (isError(error)) return (error as NodeJS.ErrnoException).code ?? error.name;
  return '_OTHER';
}

/** Whether the error is an answer below HTTP 400, as NotModified is. Spans do not count it as a failure. */
export function isSuccess(error: unknown): boolean {
  return error === undefined || (error instanceof S3Error && error.status < 400);
}

/**
 * Sets status ERROR; the exception event is written once per error, on the innermost span that saw it. An error made
 * from one that was written (its `cause`) is not written again.
 * @param time of the event, milliseconds since 1970
 */
export function recordError(span: Span, error: unknown, time = spanTime()): void {
  if (!span.isRecording()) return;
  const exception = isError(error) ? error : new Error(String(error));
  if (!wasRecorded(exception)) span.recordException(exception, time);
  recorded.add(exception);
  span.setAttribute('error.type', errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
}

function wasRecorded(exception: Error): boolean {
  let link: unknown = exception;
  for (let depth = 0; depth < CAUSE_DEPTH && isError(link); depth += 1, link = link.cause) {
    if (recorded.has(link)) return true;
  }
  return false;
}

/** A span that its owner ends by hand. */
export class OpenSpan {
  private ended = false;
  /** What was active before this span was entered. */
  private outer: Span | undefined;

  /** @param scope in which the span was begun, and is active while it is entered */
  constructor(
    readonly name: SpanName,
    readonly span: Span,
    private readonly scope: Scope,
  ) {}

  /** From here on this span is the parent of whatever is started; until `leave`, or its end. */
  enter(): void {
    if (this.ended || LEAVES.has(this.name) || this.scope.span === this.span) return;
    this.outer = this.scope.span;
    this.scope.span = this.span;
  }

  leave(): void {
    if (this.scope.span === this.span) this.scope.span = this.outer;
  }

  /** Runs `body` with this span as the parent of whatever it starts: a promise until `leave`, or the span's end. */
  run<T>(body: (span: Span) => T): T {
    this.enter();
    let isWaiting = false;
    try {
      const result = body(this.span);
      isWaiting = result instanceof Promise;
      return result;
    } finally {
      if (!isWaiting) this.leave();
    }
  }

  /**
   * Ends the span, once; later calls do nothing. With an error of HTTP status 400 or above, or not of S3, it has status
   * ERROR, else OK.
   */
  end(error?: unknown): void {
    if (this.ended) return;
    if (isSuccess(error)) this.span.setStatus(OK);
    else recordError(this.span, error);
    this.close();
  }

  /** As `end`, with status ERROR where nothing was thrown. */
  fail(type: string, message: string): void {
    if (this.ended) return;
    this.span.setAttribute('error.type', type);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message });
    this.close();
  }

  private close(): void {
    this.ended = true;
    this.leave();
    this.span.end();
  }

  /**
   * The same items, with the span open until the last of them was asked for, or the reader stopped. It ends too when the
   * reader lets go before the first item.
   */
  follow<T>(source: AsyncIterable<T>): AsyncIterableIterator<T, void, undefined> {
    return new FollowedIterator(source[Symbol.asyncIterator](), this);
  }
}

/**
 * Starts a child of the active span. `undefined` when tracing is off, when no request is being traced, or when nothing is
 * recorded of it: nothing is made then.
 */
export function openSpan(name: SpanName, attributes?: Attributes): OpenSpan | undefined {
  const scope = recordedScope();
  return scope && openSpanBelow(scope.active, name, scope, attributes);
}

/** As `openSpan`, below a span that need not be the active one. */
export function openSpanBelow(
  outer: Span | undefined,
  name: SpanName,
  scope: Scope,
  attributes?: Attributes,
): OpenSpan | undefined {
  if (!(outer instanceof RecordedSpan) || outer.endTime !== undefined || outer.isOpaque) return undefined;
  const span = outer.child(name, spanTime());
  if (!span) return undefined;
  span.isTimed = true;
  if (attributes) span.setAttributes(attributes);
  return new OpenSpan(name, span, scope);
}

/** Runs `body` inside a span that ends when its promise settles. Without tracing it only runs `body`. */
export function traced<T>(
  name: SpanName,
  attributes: Attributes,
  body: (span: Span) => Promise<T>,
): Promise<T> {
  const open = openSpan(name, attributes);
  return open ? settled(open, body) : body(NO_SPAN);
}

async function settled<T>(open: OpenSpan, body: (span: Span) => Promise<T>): Promise<T> {
  open.enter();
  try {
    const result = await body(open.span);
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}

/** Runs `body` without spans of its own: for steps that the span around them tells well enough. */
export function untraced<T>(body: () => T): T {
  const scope = recordedScope();
  return scope?.span ? runIn(scope.bare(), body) : body();
}
