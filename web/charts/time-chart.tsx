import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { formatClock } from '../format/time.js';
import { onThemeChange } from '../shell/theme.js';
import { useWidth } from '../ui/use-width.js';

export interface Series {
  readonly label: string;
  /** Name of a custom property of CSS that holds the colour. */
  readonly colour: string;
  /** `null` where there is none: the line has a gap there. */
  readonly values: readonly (number | null)[];
  readonly isFilled?: boolean;
}

interface TimeChartProps {
  readonly title: string;
  /** Milliseconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  format(this: void, value: number): string;
  /** Of the axis, whose steps are round. */
  formatTick(this: void, value: number): string;
  /** No step of the axis is less than one. */
  readonly isWhole?: boolean;
  /** A stretch of time was dragged over. Milliseconds since 1970. */
  onZoom?(this: void, from: number, to: number): void;
}

/** Pixels of the plot with its axes. */
const HEIGHT = 160;

/** Lines over time, in local time. A drag over the plot chooses a stretch of it. */
export function TimeChart(props: TimeChartProps): VNode {
  const { title, times, series } = props;
  const [element, width] = useWidth<HTMLDivElement>();
  const chart = useRef<UPlot>();
  const latest = useRef(props);
  latest.current = props;
  const labels = series.map(({ label }) => label).join();
  useEffect(() => {
    if (!element.current || width === 0) return undefined;
    const target = element.current;
    const make = (): void => {
      chart.current?.destroy();
      chart.current = new UPlot(optionsOf(latest, target.clientWidth), dataOf(latest.current), target);
    };
    make();
    const end = onThemeChange(make);
    return () => {
      end();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [labels, width > 0]);
  useEffect(() => chart.current?.setData(dataOf(latest.current)), [times, series]);
  useEffect(() => {
    if (width > 0) chart.current?.setSize({ width, height: HEIGHT });
  }, [width]);
  return (
    <figure class="card chart">
      <figcaption>{title}</figcaption>
      <div class="chart-box" ref={element} />
    </figure>
  );
}

const dataOf = ({ times, series }: TimeChartProps): UPlot.AlignedData => [
  times.map((time) => time / 1_000),
  ...series.map(({ values }) => [...values]),
];

function optionsOf(latest: { readonly current: TimeChartProps }, width: number): UPlot.Options {
  const styles = getComputedStyle(document.documentElement);
  const colourOf = (name: string): string => styles.getPropertyValue(name).trim();
  const { format, formatTick, isWhole } = latest.current;
  const axis = { stroke: colourOf('--text-3'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: colourOf('--line'), width: 1 };
  return {
    width,
    height: HEIGHT,
    padding: [8, null, null, null],
    cursor: { points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
    legend: { live: true },
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(high, 0.001) * 1.1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 80, values: clockTexts },
      {
        ...axis,
        grid,
        size: 60,
        space: 32,
        ...(isWhole && { incrs: WHOLE_STEPS }),
        values: (_chart, splits) => splits.map(formatTick),
      },
    ],
    series: [
      { label: 'Time', value: (_chart, seconds) => clockText(seconds) },
      ...latest.current.series.map(({ label, colour, isFilled }) => ({
        label,
        stroke: colourOf(colour),
        fill: isFilled ? `color-mix(in srgb, ${colourOf(colour)} 14%, transparent)` : undefined,
        width: 1.5,
        points: { show: false, size: 5, fill: colourOf(colour), filter: standingAlone },
        // Of the moment that the pointer is on; without it the legend has only names.
        value: (_chart: UPlot, value: number | null, _series: number, at: number | null) =>
          at === null ? '' : value === null ? '–' : format(value),
      })),
    ],
    hooks: { setSelect: [(plot) => choose(plot, latest.current)] },
  };
}

const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power))
  .toSorted((a, b) => a - b);

const clockText = (seconds: number | null): string =>
  seconds === null ? '' : formatClock(seconds * 1_000).slice(0, 8);

/** No line leads to a value between two gaps, so it gets a dot. */
const standingAlone: UPlot.Series.Points.Filter = (chart, index) => {
  const values = chart.data[index] ?? [];
  const isThere = (at: number): boolean => typeof values[at] === 'number';
  return [...values.keys()].filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
};

/** Of the axis: with seconds only where the steps are shorter than a minute. */
const clockTexts: UPlot.Axis.DynamicValues = (_chart, splits, _axis, _space, step) =>
  splits.map((split) => formatClock(split * 1_000).slice(0, step < 60 ? 8 : 5));

function choose(plot: UPlot, { onZoom }: TimeChartProps): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  onZoom?.(from * 1_000, to * 1_000);
}
