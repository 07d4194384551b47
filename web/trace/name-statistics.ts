import type { TraceSpan } from '../../src/console/model/trace-detail.js';

/** Of all spans of one name. Milliseconds. */
export interface NameStatistics {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly self: number;
  readonly max: number;
}

/** One for each name, the one with the most time of its own first. */
export function statisticsOf(spans: readonly TraceSpan[]): NameStatistics[] {
  const byName = new Map<string, NameStatistics>();
  for (const { name, duration, selfTime, status } of spans) {
    const { count, errors, total, self, max } = byName.get(name) ?? EMPTY;
    byName.set(name, {
      name,
      count: count + 1,
      errors: errors + Number(status === 'ERROR'),
      total: total + duration,
      self: self + selfTime,
      max: Math.max(max, duration),
    });
  }
  return [...byName.values()].toSorted((a, b) => b.self - a.self);
}

const EMPTY = { count: 0, errors: 0, total: 0, self: 0, max: 0 };
