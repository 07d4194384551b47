import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { activeTracer, errorType, recordError } from './span.js';
import type { RequestSpanName } from './span-names.js';

/** The local root of a request: kind SERVER, open until the last byte of the response has left. */
export class RequestSpan {
  /** 32 hex digits, `X-Trace-ID` of the response. */
  readonly traceId: string;
  private failure: unknown;

  private constructor(
    readonly span: Span,
    private readonly active: Context,
  ) {
    this.traceId = span.spanContext().traceId;
  }

  /** `undefined` when tracing is off. A valid `traceparent` makes the span a child of the caller's. */
  static start(
    name: RequestSpanName,
    headers: IncomingHttpHeaders,
    attributes: () => Attributes,
  ): RequestSpan | undefined {
    const tracer = activeTracer();
    if (!tracer) return undefined;
    const parent = propagation.extract(context.active(), headers);
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
    if (span.isRecording()) span.setAttributes(attributes());
    return new RequestSpan(span, trace.setSpan(parent, span));
  }

  /** Runs `body`, and all that it waits for, inside the span. */
  run<T>(body: () => T): T {
    return context.with(this.active, body);
  }

  /** The error that the response is made from. */
  fail(error: unknown): void {
    this.failure = error;
  }

  /**
   * Ends the span. ERROR from status 400 up, on a thrown error, and when the client went away before the response was
   * whole (`error.type` `client_closed`); else OK.
   */
  end(status: number, complete: boolean, attributes: () => Attributes): void {
    const { span } = this;
    if (span.isRecording()) {
      span.setAttributes(attributes());
      span.setAttributes({ 'http.response.status_code': status, 'http.status_code': status });
      if (this.failure !== undefined) recordError(span, this.failure);
      else if (status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      else span.setStatus({ code: SpanStatusCode.OK });
      if (!complete) {
        span.setAttribute('error.type', 'client_closed');
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message: 'the client closed the connection before the response was complete',
        });
      } else if (this.failure !== undefined) span.setAttribute('error.type', errorType(this.failure));
    }
    span.end();
  }
}
