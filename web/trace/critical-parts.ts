import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import type { TimeWindow } from './waterfall-state.js';

/** When the whole waited for each span, by its id. */
export type CriticalParts = ReadonlyMap<string, readonly TimeWindow[]>;

export function criticalParts({ criticalPath }: Pick<TraceDetail, 'criticalPath'>): CriticalParts {
  const parts = new Map<string, TimeWindow[]>();
  for (const { spanId, start, end } of criticalPath) {
    const known = parts.get(spanId);
    if (known) known.push({ start, end });
    else parts.set(spanId, [{ start, end }]);
  }
  return parts;
}
