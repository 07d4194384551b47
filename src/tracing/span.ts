import {
  context,
  INVALID_SPAN_CONTEXT,
  type Attributes,
  type Context,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { S3Error } from '../errors/s3.error.js';
import type { SpanName } from './span-names.js';

/** Instrumentation scope of every span of the gateway. */
export const TRACER_NAME = 'glassgate';

/** Stands in for a span where nothing is recorded; it is shared and drops everything. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

let tracer: Tracer | undefined;
const recorded = new WeakSet<object>();

/** Called once by the SDK set-up; until then, and when tracing is off, no span object is made anywhere. */
export function useTracer(source: Tracer | undefined): void {
  tracer = source;
}

/** The active tracer, `undefined` when tracing is off. */
export function activeTracer(): Tracer | undefined {
  return tracer;
}

/** The span around the caller, or one that drops everything: attributes may be set without asking. */
export function activeSpan(): Span {
  return (tracer && trace.getActiveSpan()) || NO_SPAN;
}

/** `error.type`: the S3 code, else the system error code, else the class. Low cardinality. Source: OpenTelemetry "Recording errors". */
export function errorType(error: unknown): string {
  if (error instanceof S3Error) return error.code;
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.name;
  return '_OTHER';
}

/** Sets status ERROR; the exception event is written once per error, on the innermost span that saw it. */
export function recordError(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const exception = error instanceof Error ? error : new Error(String(error));
  if (!recorded.has(exception)) {
    recorded.add(exception);
    span.recordException(exception);
  }
  span.setAttribute('error.type', errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
}

/** A span that its owner ends by hand. */
export class OpenSpan {
  private readonly started = performance.now();
  private ended = false;

  constructor(
    readonly name: SpanName,
    readonly span: Span,
    private readonly active: Context,
  ) {}

  /** Runs `body` with this span as the parent of whatever it starts. */
  run<T>(body: () => T): T {
    return context.with(this.active, body);
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return performance.now() - this.started;
  }

  /** Ends the span, once; later calls do nothing. With an error the span has status ERROR. */
  end(error?: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.span.setAttribute(
      this.name.startsWith('Posix.') ? 'posix.duration_ms' : 'duration_ms',
      this.elapsed(),
    );
    if (error === undefined) this.span.setStatus({ code: SpanStatusCode.OK });
    else recordError(this.span, error);
    this.span.end();
  }

  /** The same bytes, with the span open until the last of them was asked for, or the reader stopped. */
  async *follow<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    const iterator = source[Symbol.asyncIterator]();
    let exhausted = false;
    try {
      for (;;) {
        const next = await this.run(() => iterator.next());
        if (next.done) break;
        yield next.value;
      }
      exhausted = true;
    } catch (error) {
      exhausted = true;
      this.end(error);
      throw error;
    } finally {
      if (!exhausted) await iterator.return?.();
      this.end();
    }
  }
}

/**
 * Starts a child of the active span. `undefined` when tracing is off, when no request is being traced, or when the
 * trace was not sampled: nothing is made then.
 */
export function openSpan(name: SpanName, attributes?: Attributes): OpenSpan | undefined {
  if (!tracer) return undefined;
  const parent = context.active();
  if (!trace.getSpan(parent)?.isRecording()) return undefined;
  const span = tracer.startSpan(name, attributes && { attributes }, parent);
  return new OpenSpan(name, span, trace.setSpan(parent, span));
}

/** Runs `body` inside a span that ends when its promise settles. Without tracing it only runs `body`. */
export async function traced<T>(
  name: SpanName,
  attributes: Attributes,
  body: (span: Span) => Promise<T>,
): Promise<T> {
  const open = openSpan(name, attributes);
  if (!open) return body(NO_SPAN);
  try {
    const result = await open.run(() => body(open.span));
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}

/** `traced` for work that does not wait. */
export function tracedSync<T>(name: SpanName, attributes: Attributes, body: (span: Span) => T): T {
  const open = openSpan(name, attributes);
  if (!open) return body(NO_SPAN);
  try {
    const result = open.run(() => body(open.span));
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}
