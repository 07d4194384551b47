import { ROOT_CONTEXT, trace, type Context, type SpanContext } from '@opentelemetry/api';
import { LinkedContext } from '../recorder/linked-context.js';

/** What the caller of a request says of its own trace. */
export interface CallerTrace {
  /** The span that it names, if that is the parent. */
  readonly parent: SpanContext | undefined;
  /** The span that it names, if there is only a link to it. */
  readonly linked: SpanContext | undefined;
  /** What it gave along. */
  readonly context: Context;
}

/**
 * `undefined` where the caller says nothing. One that is not `trusted` has no children, and its baggage stays behind.
 * @param context that the headers give
 */
export function callerOf(context: Context, trusted: boolean): CallerTrace | undefined {
  if (context === ROOT_CONTEXT) return undefined;
  const span = trace.getSpanContext(context);
  return trusted
    ? { parent: span, linked: undefined, context }
    : { parent: undefined, linked: span, context: LinkedContext.ROOT };
}
