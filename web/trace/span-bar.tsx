import type { VNode } from 'preact';
import type { TraceSpan } from '../../src/console/model/trace-detail.js';
import { formatDuration } from '../format/duration.js';
import { phaseColour, phaseOf } from '../ui/phase.js';
import { percentOf, shownWindow } from './time-scale.js';
import { endOf, type Gap } from './trace-tree.js';
import type { Waterfall } from './use-waterfall.js';
import type { TimeWindow } from './waterfall-state.js';

/** Percent of the axis that the text of a bar needs beside it. */
const TEXT_SPACE = 14;

export function SpanBar({
  span,
  waterfall,
}: {
  readonly span: TraceSpan;
  readonly waterfall: Waterfall;
}): VNode | null {
  const { tree, state, critical } = waterfall;
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
      {span.events.slice(0, 50).map((event, index) => (
        <span
          key={index}
          class="event-tick"
          style={{ left: `${clamped(event.time, window)}%` }}
          title={event.name}
        />
      ))}
      <BarText text={formatDuration(span.duration)} start={span.start} end={end} window={window} />
    </>
  );
}

export function GapBar({
  gap,
  waterfall,
}: {
  readonly gap: Gap;
  readonly waterfall: Waterfall;
}): VNode | null {
  const window = shownWindow(waterfall.tree, waterfall.state);
  if (gap.end < window.start || gap.start > window.end) return null;
  return <span class="bar untraced" style={placeOf(gap.start, gap.end, window)} />;
}

interface BarTextProps {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly window: TimeWindow;
}

/** Behind the bar; before it where there is no room behind; else on it. */
function BarText({ text, start, end, window }: BarTextProps): VNode {
  const left = clamped(start, window);
  const right = clamped(end, window);
  if (right <= 100 - TEXT_SPACE) {
    return (
      <span class="bar-text" style={{ left: `${right}%` }}>
        {text}
      </span>
    );
  }
  const isBefore = left >= TEXT_SPACE;
  return (
    <span
      class={`bar-text ${isBefore ? '' : 'inside'}`}
      style={{ right: `${isBefore ? 100 - left : 100 - right}%` }}
    >
      {text}
    </span>
  );
}

const clamped = (time: number, window: TimeWindow): number =>
  Math.max(0, Math.min(100, percentOf(time, window)));

function placeOf(start: number, end: number, window: TimeWindow): { left: string; width: string } {
  const left = clamped(start, window);
  return { left: `${left}%`, width: `${clamped(end, window) - left}%` };
}
