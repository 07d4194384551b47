import type { TimeInput } from '@opentelemetry/api';

/** Milliseconds: smaller differences between the clocks are rounding, larger ones a clock that was set or a machine that slept. */
const MAX_DRIFT_MS = 10;

const TIME_ORIGIN = performance.timeOrigin;
/** No process is so old, in milliseconds; no clock is set so far back. */
const OLDEST = TIME_ORIGIN / 2;

/** Milliseconds between two looks. */
const GLANCE_MS = 100;

let origin = TIME_ORIGIN;
let glancedAt = -GLANCE_MS;

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

/** Called before a trace begins, so that its spans fit together. */
export function followWallClock(): void {
  const now = Date.now();
  if (Math.abs(now - spanTime()) > MAX_DRIFT_MS) origin = now - performance.now();
}

/**
 * As `followWallClock`, where traces begin all the time: those that begin within the next 100 ms after the clock was set
 * fare like those that were under way then. @param at milliseconds of `performance.now()`
 */
export function glanceAtWallClock(at: number): void {
  if (at - glancedAt < GLANCE_MS) return;
  glancedAt = at;
  followWallClock();
}

/** Times of this process as well: what could be its age is `performance.now()`. Source: OpenTelemetry JS, `TimeInput`. */
export function milliseconds(time: TimeInput | undefined): number {
  if (time === undefined) return spanTime();
  if (typeof time === 'number') return time < OLDEST ? time + TIME_ORIGIN : time;
  return Array.isArray(time) ? time[0] * 1000 + time[1] / 1e6 : time.getTime();
}
