import type { VNode } from 'preact';
import type { TraceSpan } from '../../src/console/model/trace-detail.js';
import { formatDuration } from '../format/duration.js';
import { phaseColour, phaseOf } from '../ui/phase.js';
import { percentOf, shownWindow } from './time-scale.js';
import { endOf, type Gap } from './trace-tree.js';
import type { Waterfall } from './use-waterfall.js';
import type { TimeWindow } from './waterfall-state.js';

/** Events of one span that have a mark on its bar. */
const MARKED = 50;

interface SpanBarProps {
  readonly span: TraceSpan;
  readonly waterfall: Waterfall;
}

/** The time of a span on the axis, and behind it how long that is. */
export function SpanBar({ span, waterfall: { tree, state, critical } }: SpanBarProps): VNode | null {
  const window = shownWindow(tree, state);
  const end = endOf(span);
  if (end < window.start || span.start > window.end) return null;
  return (
    <>
      <span
        class={`bar ${span.status === 'ERROR' ? 'failed' : ''}`}
        style={{ ...placeOf(span.start, end, window), background: phaseColour(phaseOf(span.name)) }}
      />
      {critical?.get(span.spanId)?.map((part) => (
        <span key={part.start} class="critical" style={placeOf(part.start, part.end, window)} />
      ))}
      {span.events.slice(0, MARKED).map((event, index) => (
        <span
          key={index}
          class="event-tick"
          style={{ left: `${clamped(event.time, window)}%` }}
          title={event.name}
        />
      ))}
      <span class="bar-text" style={{ left: `${clamped(end, window)}%` }}>
        {formatDuration(span.duration)}
      </span>
    </>
  );
}

interface GapBarProps {
  readonly gap: Gap;
  readonly waterfall: Waterfall;
}

export function GapBar({ gap, waterfall: { tree, state } }: GapBarProps): VNode | null {
  const window = shownWindow(tree, state);
  if (gap.end < window.start || gap.start > window.end) return null;
  return <span class="bar untraced" style={placeOf(gap.start, gap.end, window)} />;
}

const clamped = (time: number, window: TimeWindow): number =>
  Math.max(0, Math.min(100, percentOf(time, window)));

function placeOf(start: number, end: number, window: TimeWindow): { left: string; width: string } {
  const left = clamped(start, window);
  return { left: `${left}%`, width: `${clamped(end, window) - left}%` };
}
