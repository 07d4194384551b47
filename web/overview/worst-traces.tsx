import type { VNode } from 'preact';
import type { Overview } from '../../src/console/model/overview.js';
import { formatDuration } from '../format/duration.js';
import { formatAge } from '../format/time.js';

export function WorstTraces({ overview }: { readonly overview: Overview }): VNode {
  const { worst, to } = overview;
  return (
    <section class="card">
      <h2>Worst traces</h2>
      {worst.length === 0 && <p class="quiet">None in this time.</p>}
      <ul class="plain-list">
        {worst.map(({ traceId, name, duration, errorType, start }) => (
          <li key={traceId}>
            <a class="grow" href={`/trace/${traceId}`}>
              {name}
              {errorType && <span class="second-line">{errorType}</span>}
            </a>
            <span class="number">
              {formatDuration(duration)}
              <span class="second-line">{formatAge(start, to)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
