/** Choices of the overview, by what the URL says. Milliseconds. */
export const RANGES = [
  { name: '5m', label: '5 min', length: 5 * 60_000 },
  { name: '15m', label: '15 min', length: 15 * 60_000 },
  { name: '1h', label: '1 h', length: 60 * 60_000 },
  { name: '3h', label: '3 h', length: 3 * 60 * 60_000 },
] as const;

export interface TimeRange {
  /** Of `RANGES`; `undefined` for a stretch that was dragged over. */
  readonly name?: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const DEFAULT = RANGES[1];

/** `?from=&to=` hold still; `?range=` and its absence end now. */
export function rangeOf(query: URLSearchParams, now: number): TimeRange {
  const [from, to] = [Number(query.get('from') ?? Number.NaN), Number(query.get('to') ?? Number.NaN)];
  if (from < to) return { from, to };
  const { name, length } = RANGES.find((range) => range.name === query.get('range')) ?? DEFAULT;
  return { name, from: now - length, to: now };
}
