import type { TraceDetail } from '../model/trace-detail.js';

/** How often spans of one service are below those of another. */
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** Traces that dependencies are counted in. */
export const MAX_DEPENDENCY_TRACES = 1000;

export function dependenciesOf(traces: Iterable<TraceDetail>): Dependency[] {
  const calls = new Map<string, { parent: string; child: string; callCount: number }>();
  for (const { spans } of traces) {
    const services = new Map(spans.map(({ spanId, service }) => [spanId, service]));
    for (const { parentSpanId, service: child } of spans) {
      const parent = services.get(parentSpanId);
      if (parent === undefined || parent === child) continue;
      const key = JSON.stringify([parent, child]);
      const known = calls.get(key) ?? { parent, child, callCount: 0 };
      known.callCount += 1;
      calls.set(key, known);
    }
  }
  return [...calls.values()];
}
