import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Overview, OverviewPoint } from '../../src/console/model/overview.js';
import { TimeChart, type Series } from '../charts/time-chart.js';
import { formatDuration } from '../format/duration.js';
import { formatCount, formatRate } from '../format/number.js';

interface OverviewChartsProps {
  readonly overview: Overview;
  onZoom(this: void, from: number, to: number): void;
}

const perSecond = (value: number): string => `${formatRate(value)}/s`;
const wholeCount = (value: number): string => (Number.isInteger(value) ? formatCount(value) : '');

export function OverviewCharts({ overview, onZoom }: OverviewChartsProps): VNode {
  const { points, step } = overview;
  const charts = useMemo(() => seriesOf(points, step), [points, step]);
  const times = useMemo(() => points.map(({ time }) => time), [points]);
  return (
    <div class="charts">
      <TimeChart title="Requests" times={times} series={charts.rate} format={perSecond} onZoom={onZoom} />
      <TimeChart
        title="Duration"
        times={times}
        series={charts.duration}
        format={formatDuration}
        onZoom={onZoom}
      />
      <TimeChart
        title="Authentication failures (401, 403)"
        times={times}
        series={charts.auth}
        format={wholeCount}
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
      { label: 'Refused', colour: '--warn', values: of(({ refusals }) => refusals / seconds) },
      { label: '5xx', colour: '--error', values: of(({ errors }) => errors / seconds) },
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
