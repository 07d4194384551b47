import type { VNode } from 'preact';
import { formatClock } from '../format/time.js';
import { RANGES, type TimeRange } from './time-range.js';

export function RangeSwitch({ range }: { readonly range: TimeRange }): VNode {
  return (
    <nav class="segments" aria-label="Time">
      {range.name === undefined && (
        <a href={location.pathname + location.search} aria-current="true">
          {formatClock(range.from).slice(0, 8)} – {formatClock(range.to).slice(0, 8)}
        </a>
      )}
      {RANGES.map(({ name, label }) => (
        <a key={name} href={`/?range=${name}`} aria-current={name === range.name ? 'true' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
