import type { TraceTree } from './trace-tree.js';
import type { TimeWindow, WaterfallState } from './waterfall-state.js';

export const shownWindow = (tree: TraceTree, { window }: WaterfallState): TimeWindow => window ?? tree;

/** Where a moment stands in a window: 0 at its start, 100 at its end. */
export const percentOf = (time: number, { start, end }: TimeWindow): number =>
  end > start ? ((time - start) / (end - start)) * 100 : 0;

const STEPS = [1, 2, 5] as const;

/** Round moments in a window, in milliseconds after `origin`: at most `most` of them. */
export function ticksOf({ start, end }: TimeWindow, origin: number, most: number): number[] {
  const least = (end - start) / Math.max(1, most);
  if (!(least > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (STEPS.find((factor) => factor * power >= least) ?? 10);
  const ticks: number[] = [];
  for (
    let count = Math.max(0, Math.ceil((start - origin) / step - 1e-9));
    count * step <= end - origin;
    count += 1
  ) {
    ticks.push(count * step);
  }
  return ticks;
}
