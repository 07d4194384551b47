import type { TextMapPropagator } from '@opentelemetry/api';
import {
  CompositePropagator,
  getStringListFromEnv,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';

const KNOWN: Readonly<Record<string, () => TextMapPropagator | undefined>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  // `X-Amzn-Trace-Id` is always read where there is no `traceparent`.
  xray: () => undefined,
  none: () => undefined,
};

const DEFAULT = ['tracecontext', 'baggage'];

/**
 * The formats in which callers name their spans, by OTEL_PROPAGATORS. Source: OpenTelemetry "Environment Variable
 * Specification", general SDK configuration.
 * @param report gets a line for each one that is not known, which is left out
 */
export function propagatorOfEnvironment(report: (line: string) => void): TextMapPropagator {
  const names = new Set(getStringListFromEnv('OTEL_PROPAGATORS') ?? DEFAULT);
  const propagators = [...names].flatMap((name) => {
    if (!Object.hasOwn(KNOWN, name)) report(`OTEL_PROPAGATORS: ${name} is not known`);
    return KNOWN[name]?.() ?? [];
  });
  return new CompositePropagator({ propagators });
}
