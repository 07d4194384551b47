import { SpanKind, type SpanContext } from '@opentelemetry/api';
import { LocalRoot, type RootKeeper } from './local-root.js';
import type { RecordedSpan } from './recorded-span.js';
import { DEFAULT_SPAN_LIMITS } from './trace-limits.js';

/** Of roots that are over when they are made: nothing waits for them, and nothing counts them. */
const NOBODY: RootKeeper = {
  spanLimits: DEFAULT_SPAN_LIMITS,
  rootBytes: Infinity,
  rootSpans: 1,
  weigh() {},
  rootEnded() {},
  allEnded() {},
  endedLate() {},
};

/**
 * The span of a request that was not recorded, made afterwards.
 * @param own ids that others know it by
 * @param startTime milliseconds since 1970
 */
export function soleSpan(
  own: SpanContext,
  caller: SpanContext | undefined,
  name: string,
  startTime: number,
): RecordedSpan {
  const root = new LocalRoot(NOBODY, own.traceId, own.traceFlags, caller);
  const span = root.begin(name, startTime, SpanKind.SERVER);
  span.useId(own.spanId);
  return span;
}
