import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Overview } from '../../src/console/model/overview.js';
import { queryOf } from '../api/client.js';
import { useResource } from '../api/use-resource.js';
import { navigate, usePlace } from '../router.js';
import { ErrorNotice, Notice } from '../ui/notice.js';
import { EmptyStore } from './empty-store.js';
import { ErrorList } from './error-list.js';
import { OperationTable } from './operation-table.js';
import { OverviewCharts } from './overview-charts.js';
import { filterOf, OverviewFilter, type OverviewFields } from './overview-filter.js';
import { OverviewTiles } from './overview-tiles.js';
import { PhaseCard } from './phase-card.js';
import { RangeSwitch } from './range-switch.js';
import { rangeOf } from './time-range.js';
import { WorstTraces } from './worst-traces.js';

/** Milliseconds between two looks, while the range ends now; with a filter the gateway looks at every stored request. */
const REFRESH = 3_000;
const REFRESH_FILTERED = 10_000;

export function OverviewPage(): VNode {
  const { query } = usePlace();
  const [now, setNow] = useState(Date.now);
  const range = rangeOf(query, now);
  const filter = filterOf(query);
  const isFiltered = Object.keys(filter).length > 0;
  const { data, error } = useResource<Overview>(
    `/api/overview${queryOf({ from: range.from, to: range.to, ...filter })}`,
  );
  useEffect(() => {
    if (range.name === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(
      () => document.hidden || setNow(Date.now()),
      isFiltered ? REFRESH_FILTERED : REFRESH,
    );
    return () => clearInterval(timer);
  }, [range.name, isFiltered]);
  if (!data) return error ? <ErrorNotice error={error} /> : <div class="page loading" aria-busy="true" />;
  return (
    <div class="page overview-page">
      <header class="page-header">
        <h1>Overview</h1>
        <OverviewFilter />
        {error && <span class="error-text">{error.message}</span>}
        <RangeSwitch range={range} />
      </header>
      <OverviewContent overview={data} filter={filter} />
    </div>
  );
}

interface OverviewContentProps {
  readonly overview: Overview;
  readonly filter: OverviewFields;
}

function OverviewContent({ overview, filter }: OverviewContentProps): VNode {
  const { step, total, isFiltered } = overview;
  const zoom = (from: number, to: number): void => {
    navigate(
      `/${queryOf({ from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step, ...filter })}`,
    );
  };
  if (total.count === 0 && !isFiltered) return <EmptyStore title="No request in this time" />;
  if (total.count === 0) {
    return (
      <Notice title="No stored request matches in this time">
        <p>Look at a longer time, or at other requests.</p>
      </Notice>
    );
  }
  return (
    <>
      {isFiltered && (
        <p class="banner" role="note">
          Of requests whose traces are stored; without the filter all are counted.
        </p>
      )}
      <OverviewTiles total={total} />
      <OverviewCharts overview={overview} onZoom={zoom} />
      <OperationTable operations={overview.operations} filter={filter} />
      <div class="columns">
        <PhaseCard total={total} />
        <ErrorList overview={overview} filter={filter} />
        <WorstTraces overview={overview} />
      </div>
    </>
  );
}
