import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Overview } from '../../src/console/model/overview.js';
import { queryOf } from '../api/client.js';
import { useResource } from '../api/use-resource.js';
import { navigate, usePlace } from '../router.js';
import { ErrorNotice } from '../ui/notice.js';
import { EmptyStore } from './empty-store.js';
import { ErrorList } from './error-list.js';
import { OperationTable } from './operation-table.js';
import { OverviewCharts } from './overview-charts.js';
import { OverviewTiles } from './overview-tiles.js';
import { PhaseCard } from './phase-card.js';
import { RangeSwitch } from './range-switch.js';
import { rangeOf } from './time-range.js';
import { WorstTraces } from './worst-traces.js';

/** Milliseconds between two looks, while the range ends now. */
const REFRESH = 3_000;

export function OverviewPage(): VNode {
  const { query } = usePlace();
  const [now, setNow] = useState(Date.now);
  const range = rangeOf(query, now);
  const { data, error } = useResource<Overview>(
    `/api/overview${queryOf({ from: range.from, to: range.to })}`,
  );
  useEffect(() => {
    if (range.name === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => document.hidden || setNow(Date.now()), REFRESH);
    return () => clearInterval(timer);
  }, [range.name]);
  if (!data) return error ? <ErrorNotice error={error} /> : <div class="page loading" aria-busy="true" />;
  return (
    <div class="page overview-page">
      <header class="page-header">
        <h1>Overview</h1>
        {error && <span class="error-text">{error.message}</span>}
        <RangeSwitch range={range} />
      </header>
      {data.total.count === 0 ? (
        <EmptyStore title="No request in this time" />
      ) : (
        <OverviewContent overview={data} />
      )}
    </div>
  );
}

function OverviewContent({ overview }: { readonly overview: Overview }): VNode {
  const zoom = (from: number, to: number): void => {
    const step = overview.step;
    navigate(`/${queryOf({ from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step })}`);
  };
  return (
    <>
      <OverviewTiles total={overview.total} />
      <OverviewCharts overview={overview} onZoom={zoom} />
      <OperationTable operations={overview.operations} />
      <div class="columns">
        <PhaseCard total={overview.total} />
        <ErrorList overview={overview} />
        <WorstTraces overview={overview} />
      </div>
    </>
  );
}
