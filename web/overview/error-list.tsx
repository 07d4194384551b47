import type { VNode } from 'preact';
import type { Overview } from '../../src/console/model/overview.js';
import { queryOf } from '../api/client.js';
import { formatCount } from '../format/number.js';
import { StatusBadge } from '../ui/status-badge.js';
import type { OverviewFields } from './overview-filter.js';

interface ErrorListProps {
  readonly overview: Overview;
  readonly filter: OverviewFields;
}

export function ErrorList({ overview, filter }: ErrorListProps): VNode {
  const { errorTypes } = overview;
  const search = (errorType: string): string =>
    `/search${queryOf({ ...filter, q: `{ span.error.type = ${JSON.stringify(errorType)} }` })}`;
  return (
    <section class="card">
      <h2>Top errors</h2>
      {errorTypes.length === 0 && <p class="quiet">None in this time.</p>}
      <ul class="plain-list">
        {errorTypes.map(({ errorType, status, count }) => (
          <li key={`${errorType} ${status}`}>
            <StatusBadge trace={{ status: status || undefined, isError: true }} />
            <a class="grow" href={search(errorType)}>
              {errorType}
            </a>
            <span class="number">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
