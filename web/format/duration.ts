const SECOND = 1_000;
const MINUTE = 60_000;

/** Milliseconds as a person reads them, in three digits: `0 µs`, `85 µs`, `1.24 ms`, `3.2 s`, `2 m 05 s`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–';
  const size = Math.abs(milliseconds);
  if (size < 0.9995) return `${Math.round(milliseconds * 1_000)} µs`;
  if (size < 999.5) return `${threeDigits(milliseconds)} ms`;
  if (size < MINUTE - 50) return `${threeDigits(milliseconds / SECOND)} s`;
  const seconds = Math.round(milliseconds / SECOND);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The same for an axis, whose steps are round: `0`, `20 ms`, `1.5 s`. */
export const formatTick = (milliseconds: number): string =>
  milliseconds === 0
    ? '0'
    : formatDuration(milliseconds).replace(/(\.\d*?)0+ /, (_zeros, kept: string) =>
        kept === '.' ? ' ' : `${kept} `,
      );

/** Milliseconds, by the units of TraceQL. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: 60 * MINUTE,
};

/** `250us`, `10ms`, `1.5s`, `2m` or a plain number of milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h)?\s*$/.exec(text);
  return found ? Number(found[1]) * UNITS[found[2] ?? 'ms']! : undefined;
}

const threeDigits = (value: number): string => {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
};
