import type { Attributes, Span } from '@opentelemetry/api';
import { activeTracer, NO_SPAN, OpenSpan } from './span.js';
import { LinkedContext } from './recorder/linked-context.js';
import { followWallClock, spanTime } from './span-clock.js';
import type { SpanName } from './span-names.js';

/** Runs `body` in a trace of its own, for work that no request asked for. Without tracing it only runs `body`. */
export async function tracedAlone<T>(
  name: SpanName,
  attributes: Attributes,
  body: (span: Span) => Promise<T>,
): Promise<T> {
  const tracer = activeTracer();
  if (!tracer) return body(NO_SPAN);
  followWallClock();
  const startTime = spanTime();
  const span = tracer.startSpan(name, { startTime, attributes }, LinkedContext.ROOT);
  const open = new OpenSpan(name, span, LinkedContext.ROOT, startTime);
  try {
    const result = await open.run(body);
    open.end();
    return result;
  } catch (error) {
    open.end(error);
    throw error;
  }
}
