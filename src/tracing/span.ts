import {
  context,
  INVALID_SPAN_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { isNativeError } from 'node:util/types';
import { S3Error } from '../errors/s3.error.js';
import { FollowedIterator } from './followed.iterator.js';
import { KeyHidingTracer } from './key-hiding.tracer.js';
import { areKeysHidden } from './object-keys.js';
import { spanTime } from './span-clock.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import { LEAVES, type SpanName } from './span-names.js';

/** Stands in for a span where nothing is recorded; it is shared and drops everything. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

let tracer: Pick<Tracer, 'startSpan'> | undefined;
/** Errors that stand on a span already. */
const recorded = new WeakSet<Error>();
const CAUSE_DEPTH = 8;
const OK = { code: SpanStatusCode.OK };

/** Called once by the SDK set-up; until then, and when tracing is off, no span object is made anywhere. */
export function useTracer(source: Pick<Tracer, 'startSpan'> | undefined): void {
  tracer = source && areKeysHidden() ? new KeyHidingTracer(source) : source;
}

/** The active tracer, `undefined` when tracing is off. */
export function activeTracer(): Pick<Tracer, 'startSpan'> | undefined {
  return tracer;
}

/** The span around the caller, or one that drops everything: attributes may be set without asking. */
export function activeSpan(): Span {
  return (tracer && trace.getActiveSpan()) || NO_SPAN;
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
 */
export function recordError(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const exception = isError(error) ? error : new Error(String(error));
  if (!wasRecorded(exception)) span.recordException(exception, spanTime());
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
  private active: Context | undefined;

  /** @param around the context that the span is a child in */
  constructor(
    readonly name: SpanName,
    readonly span: Span,
    private readonly around: Context,
    /** `spanTime()` of the start. */
    private readonly started: number,
  ) {}

  /** Runs `body` with this span as the parent of whatever it starts. */
  run<T>(body: (span: Span) => T): T {
    if (LEAVES.has(this.name)) return body(this.span);
    this.active ??= trace.setSpan(this.around, this.span);
    return context.with(this.active, body, undefined, this.span);
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
    const now = spanTime();
    const name = this.name.startsWith('Posix.') ? 'posix.duration_ms' : 'duration_ms';
    // The clock may have been set back.
    this.span.setAttribute(name, Math.max(0, now - this.started));
    this.span.end(now);
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
 * Starts a child of the active span. `undefined` when tracing is off, when no request is being traced, or when the
 * trace was not sampled: nothing is made then.
 */
export function openSpan(name: SpanName, attributes?: Attributes): OpenSpan | undefined {
  if (!tracer) return undefined;
  const parent = context.active();
  const outer = trace.getSpan(parent);
  if (!outer?.isRecording() || (outer instanceof RecordedSpan && outer.isOpaque)) return undefined;
  const startTime = spanTime();
  const span = tracer.startSpan(name, { startTime, attributes }, parent);
  return new OpenSpan(name, span, parent, startTime);
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
  try {
    const result = await open.run(body);
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}

/** Runs `body` without spans of its own: for steps that the span around them tells well enough. */
export function untraced<T>(body: () => T): T {
  const active = tracer && context.active();
  return active && trace.getSpan(active)?.isRecording()
    ? context.with(trace.deleteSpan(active), body)
    : body();
}
