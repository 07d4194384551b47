import type { TraceSummary } from '../../src/console/model/trace-summary.js';

/** Where the dots and the axes of a plot stand, in pixels. */
export interface Scatter {
  readonly height: number;
  /** Of the plot itself. */
  readonly left: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Powers of ten, in milliseconds. */
  readonly durations: readonly { readonly value: number; readonly y: number }[];
  /** Milliseconds since 1970. */
  readonly times: readonly { readonly value: number; readonly x: number }[];
  /** Less than a second lies between two of them. */
  readonly areTimesClose: boolean;
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
  const steps = Math.max(1, Math.floor((width - LEFT) / TIME_WIDTH));
  const times = Array.from(
    { length: steps },
    (_none, index) => first + ((index + 0.5) / steps) * (last - first),
  );
  return {
    height: HEIGHT,
    left: LEFT,
    points: traces.map(({ start }, index) => ({ x: xOf(start), y: yOf(logs[index]!) })),
    durations: powers.map((power) => ({ value: 10 ** power, y: yOf(power) })),
    areTimesClose: last - first < steps * 1_000,
    times: times.map((value) => ({ value, x: xOf(value) })),
  };
}

// Not Math.min(...values): there may be more values than a call takes arguments.
const least = (values: readonly number[], none: number): number =>
  values.length === 0 ? none : values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[], none: number): number =>
  values.length === 0 ? none : values.reduce((a, b) => Math.max(a, b));
