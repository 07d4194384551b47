import { getNumberFromEnv } from '@opentelemetry/core';

/** What one span may hold. Source: OpenTelemetry "Span Limits". */
export interface SpanLimits {
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
}

/** What all traces under way may hold together. */
export interface RecorderLimits {
  /** Requests and other local roots. */
  readonly roots: number;
  /** Estimated bytes of all of them. */
  readonly bytes: number;
  /** Estimated bytes of one. */
  readonly rootBytes: number;
  /** Spans of one. */
  readonly rootSpans: number;
  /** Milliseconds after which a local root that does not end is decided with what there is. */
  readonly maxAge: number;
  /** Milliseconds that spans which outlive their local root are waited for. */
  readonly grace: number;
}

const DEFAULT_COUNT = 128;
/** One for each part that an upload may have; the SDK's own 128 would lose the first of them. */
const DEFAULT_EVENTS = 10_000;

export const DEFAULT_SPAN_LIMITS: SpanLimits = {
  attributes: DEFAULT_COUNT,
  events: DEFAULT_EVENTS,
  links: DEFAULT_COUNT,
};

export const DEFAULT_RECORDER_LIMITS: RecorderLimits = {
  roots: 10_000,
  bytes: 64 * 2 ** 20,
  rootBytes: 8 * 2 ** 20,
  rootSpans: 10_000,
  maxAge: 600_000,
  grace: 2000,
};

/** The limits of the SDK's OTEL_SPAN_* variables. */
export function spanLimitsOfEnvironment(): SpanLimits {
  const own = (name: string): number | undefined => positive(`OTEL_SPAN_${name}_COUNT_LIMIT`);
  return {
    attributes: own('ATTRIBUTE') ?? positive('OTEL_ATTRIBUTE_COUNT_LIMIT') ?? DEFAULT_COUNT,
    events: own('EVENT') ?? DEFAULT_EVENTS,
    links: own('LINK') ?? DEFAULT_COUNT,
  };
}

function positive(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? value : undefined;
}
