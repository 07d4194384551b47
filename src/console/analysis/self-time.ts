import type { SpanNode } from './span-forest.js';

/** Milliseconds of the span that no child covers; of children only what lies inside the span counts. */
export function selfTime({ span, end, children }: SpanNode): number {
  let covered = 0;
  let until = span.start;
  for (const child of children) {
    const from = Math.max(until, child.span.start);
    const to = Math.min(end, child.end);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return Math.max(0, span.duration - covered);
}
