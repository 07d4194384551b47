import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { callerContext } from '../caller-context.js';
import type { AttributeSource } from '../recorder/attribute-source.js';
import { LinkedContext } from '../recorder/linked-context.js';
import { RecordedSpan } from '../recorder/recorded-span.js';
import { clockOrigin, glanceAtWallClock } from '../span-clock.js';
import type { RequestSpanName } from '../span-names.js';
import { activeRecorder } from '../span.js';
import { RecordedRequestSpan } from './recorded-request-span.js';
import type { CallerTrace, RequestSpan } from './request-span.js';
import { UnrecordedRequestSpan } from './unrecorded-request-span.js';

/**
 * Begins the span of a request; `undefined` when tracing is off. A valid `traceparent`, else `X-Amzn-Trace-Id`, makes the span a child of the
 * caller's; where the caller is not `trusted`, a root with a link to it, which is sampled as any root and leaves the
 * caller's baggage behind. `source` says when it came in, and is asked for the rest only when somebody takes the span.
 */
export function startRequest(
  name: RequestSpanName,
  headers: IncomingHttpHeaders,
  source: AttributeSource,
  trusted = true,
): RequestSpan | undefined {
  const recorder = activeRecorder();
  if (!recorder) return undefined;
  const caller = callerOf(headers, trusted);
  const parent = trusted ? caller?.span : undefined;
  const { started } = source;
  glanceAtWallClock(started);
  const span = recorder.root(name, clockOrigin() + started, SpanKind.SERVER, parent);
  return span instanceof RecordedSpan
    ? new RecordedRequestSpan(span, source, caller)
    : new UnrecordedRequestSpan(name, span, source, caller);
}

/** `undefined` where the headers say nothing. */
function callerOf(headers: IncomingHttpHeaders, trusted: boolean): CallerTrace | undefined {
  const context = callerContext(headers);
  if (context === ROOT_CONTEXT) return undefined;
  const span = trace.getSpanContext(context);
  return { span, isParent: trusted, context: trusted ? context : LinkedContext.ROOT };
}
