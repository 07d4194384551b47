/** Milliseconds: smaller differences between the clocks are rounding, larger ones a clock that was set or a machine that slept. */
const MAX_DRIFT_MS = 10;

let origin = performance.timeOrigin;

/**
 * Milliseconds since 1970, to a fraction of a microsecond. Every span and event takes its times from here: the SDK on its
 * own starts spans at whole milliseconds, which puts the steps of a fast request in any order.
 */
export function spanTime(): number {
  return origin + performance.now();
}

/** `spanTime()` when `performance.now()` was 0. */
export function clockOrigin(): number {
  return origin;
}

/** Called at the start of each request, so that spans inside one trace fit together. */
export function followWallClock(): void {
  const now = Date.now();
  if (Math.abs(now - spanTime()) > MAX_DRIFT_MS) origin = now - performance.now();
}
