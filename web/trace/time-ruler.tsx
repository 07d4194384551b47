import type { VNode } from 'preact';
import { formatTick } from '../format/duration.js';
import { useWidth } from '../ui/use-width.js';
import { percentOf, shownWindow, ticksOf } from './time-scale.js';
import type { Waterfall } from './use-waterfall.js';

/** Pixels that a tick with its text needs. */
const TICK_WIDTH = 96;

export function TimeRuler({ waterfall: { tree, state } }: { readonly waterfall: Waterfall }): VNode {
  const [element, width] = useWidth<HTMLDivElement>();
  const window = shownWindow(tree, state);
  const ticks = ticksOf(window, tree.start, Math.max(1, Math.floor(width / TICK_WIDTH)));
  return (
    <div class="ruler" aria-hidden="true">
      <span class="ruler-name">Span</span>
      <div class="ruler-time" ref={element}>
        {ticks.map((tick) => (
          <span key={tick} class="tick" style={{ left: `${percentOf(tree.start + tick, window)}%` }}>
            {formatTick(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}
