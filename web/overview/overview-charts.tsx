import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Overview, OverviewPoint } from '../../src/console/model/overview.js';
import { TimeChart, type Series } from '../charts/time-chart.js';
import { formatDuration, formatTick } from '../format/duration.js';
import { formatCount, formatRate } from '../format/number.js';

interface OverviewChartsProps {
  readonly overview: Overview;
  onZoom(this: void, from: number, to: number): void;
}

const perSecond = (value: number): string => `${formatRate(value)}/s`;
const perSecondTick = (value: number): string => (value === 0 ? '0' : `${Number(value.toFixed(3))}/s`);

export function OverviewCharts({ overview, onZoom }: OverviewChartsProps): VNode {
  const { points, step } = overview;
  const charts = useMemo(() => seriesOf(points, step), [points, step]);
  const times = useMemo(() => points.map(({ time }) => time), [points]);
  return (
    <div class="charts">
      <TimeChart
        title="Requests"
        times={times}
        series={charts.rate}
        format={perSecond}
        formatTick={perSecondTick}
        onZoom={onZoom}
      />
      <TimeChart
        title="Duration"
        times={times}
        series={charts.duration}
        format={formatDuration}
        formatTick={formatTick}
        onZoom={onZoom}
      />
      <TimeChart
        title="Authentication failures (401, 403)"
        times={times}
        series={charts.auth}
        format={formatCount}
        formatTick={formatCount}
        isWhole
        onZoom={onZoom}
      />
    </div>
  );
}

function seriesOf(
  points: readonly OverviewPoint[],
  step: number,
): Record<'rate' | 'duration' | 'auth', Series[]> {
  const of = (pick: (point: OverviewPoint) => number): number[] => points.map(pick);
  /** Nothing is neither fast nor slow. */
  const ofSome = (pick: (point: OverviewPoint) => number): (number | null)[] =>
    points.map((point) => (point.count > 0 ? pick(point) : null));
  const seconds = step / 1_000;
  return {
    rate: [
      { label: 'All', colour: '--accent', values: of(({ count }) => count / seconds), isFilled: true },
      { label: 'Refused', colour: '--warn', values: peaks(of(({ refusals }) => refusals / seconds)) },
      { label: '5xx', colour: '--error', values: peaks(of(({ errors }) => errors / seconds)) },
    ],
    duration: [
      { label: 'p50', colour: '--phase-checksum', values: ofSome(({ p50 }) => p50) },
      { label: 'p95', colour: '--accent', values: ofSome(({ p95 }) => p95) },
      { label: 'p99', colour: '--phase-auth', values: ofSome(({ p99 }) => p99) },
    ],
    auth: [
      { label: 'Failures', colour: '--warn', values: of(({ authFailures }) => authFailures), isFilled: true },
    ],
  };
}

/** Zeros only beside what is more: where nothing failed there is no line, least of all a red one. */
const peaks = (values: readonly number[]): (number | null)[] =>
  values.map((value, at) => (value || values[at - 1] || values[at + 1] ? value : null));
