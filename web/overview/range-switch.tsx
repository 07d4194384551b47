import type { VNode } from 'preact';
import { queryOf } from '../api/client.js';
import { formatClock } from '../format/time.js';
import { usePlace } from '../router.js';
import { filterOf } from './overview-filter.js';
import { RANGES, type TimeRange } from './time-range.js';

export function RangeSwitch({ range }: { readonly range: TimeRange }): VNode {
  const filter = filterOf(usePlace().query);
  return (
    <nav class="segments" aria-label="Time">
      {range.name === undefined && (
        <a href={location.pathname + location.search} aria-current="true">
          {formatClock(range.from).slice(0, 8)} – {formatClock(range.to).slice(0, 8)}
        </a>
      )}
      {RANGES.map(({ name, label }) => (
        <a
          key={name}
          href={`/${queryOf({ range: name, ...filter })}`}
          aria-current={name === range.name ? 'true' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}
