import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { formatClock, formatMoment } from '../format/time.js';

/** Where the dots and the axes of a plot stand, in pixels. */
export interface Scatter {
  readonly height: number;
  /** Of the plot itself. */
  readonly left: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Powers of ten, in milliseconds. */
  readonly durations: readonly { readonly value: number; readonly y: number }[];
  /** Round moments, in milliseconds since 1970. */
  readonly times: readonly { readonly value: number; readonly x: number; readonly text: string }[];
}

const HEIGHT = 176;
const LEFT = 64;
const TOP = 12;
const BOTTOM = 28;
const RIGHT = 12;

/** Pixels between two texts of the time axis, at least. */
const TIME_WIDTH = 140;

/** Durations shorter than this, in milliseconds, stand on the ground. */
const SHORTEST = 0.01;

/** Durations by their logarithm: one that took seconds leaves room for those that took none. */
export function scatterOf(
  traces: readonly Pick<TraceSummary, 'start' | 'duration'>[],
  width: number,
): Scatter {
  const logs = traces.map(({ duration }) => Math.log10(Math.max(SHORTEST, duration)));
  const starts = traces.map(({ start }) => start);
  const [low, high] = [
    Math.floor(least(logs, 0)),
    Math.max(Math.ceil(most(logs, 1)), Math.floor(least(logs, 0)) + 1),
  ];
  const [first, last] = [least(starts, 0), Math.max(most(starts, 1), least(starts, 0) + 1)];
  const xOf = (time: number): number =>
    LEFT + ((time - first) / (last - first)) * Math.max(0, width - LEFT - RIGHT);
  const yOf = (log: number): number => TOP + (1 - (log - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const powers = Array.from({ length: high - low + 1 }, (_none, index) => low + index);
  return {
    height: HEIGHT,
    left: LEFT,
    points: traces.map(({ start }, index) => ({ x: xOf(start), y: yOf(logs[index]!) })),
    durations: powers.map((power) => ({ value: 10 ** power, y: yOf(power) })),
    times: timesOf(first, last, Math.floor((width - LEFT) / TIME_WIDTH)).map((time) => ({
      ...time,
      x: xOf(time.value),
    })),
  };
}

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

const DECIMAL = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const SEXAGESIMAL = [1, 2, 5, 10, 15, 30];

/** Milliseconds from one time of the axis to the next. */
const STEPS = [
  DECIMAL,
  SEXAGESIMAL.map((seconds) => seconds * SECOND),
  SEXAGESIMAL.map((minutes) => minutes * MINUTE),
  [1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  DECIMAL.map((days) => days * DAY),
].flat();

/** Round in local time. */
function timesOf(first: number, last: number, most: number): { value: number; text: string }[] {
  const least = (last - first) / Math.max(1, most);
  const step = STEPS.find((length) => length >= least) ?? last - first;
  const zone = new Date(first).getTimezoneOffset() * MINUTE;
  const times = [];
  for (let value = Math.ceil((first - zone) / step) * step + zone; value <= last; value += step)
    times.push({ value, text: timeText(value, step) });
  return times;
}

function timeText(time: number, step: number): string {
  if (step >= DAY) return formatMoment(time).slice(0, 10);
  return formatClock(time).slice(0, step >= MINUTE ? 5 : step >= SECOND ? 8 : 12);
}

// Not Math.min(...values): there may be more values than a call takes arguments.
const least = (values: readonly number[], none: number): number =>
  values.length === 0 ? none : values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[], none: number): number =>
  values.length === 0 ? none : values.reduce((a, b) => Math.max(a, b));
