import type { Overview, OverviewPoint } from '../../model/overview.js';
import type { OutcomeCount } from './outcome-count.js';
import { RedCell, type RequestCount } from './red-cell.js';
import { HISTORY_MS, STEP_MS } from './step-time.js';
import { RedStep, type ErrorCount, type WorstTrace } from './red-step.js';

const MAX_POINTS = 180;
/** Operations of all steps; above it the oldest steps go early. */
const MAX_CELLS = 20_000;
const ERROR_TYPES = 20;
const WORST = 10;
const ALL = '*';

/** Counts requests by operation in steps of ten seconds, for three hours, whatever becomes of their traces. */
export class RedSeries {
  /** By their begin, divided by the step. */
  private readonly steps = new Map<number, RedStep>();
  private cells = 0;

  /** @param now milliseconds since 1970 */
  add(request: RequestCount, now = Date.now()): void {
    if (this.stepOf(request.end, now)?.add(request)) this.cells += 1;
  }

  /** Requests that ended in one step. @param end of one of them, and `now`: milliseconds since 1970 */
  addOutcomes(outcomes: readonly OutcomeCount[], end: number, now = Date.now()): void {
    const step = this.stepOf(end, now);
    for (const outcome of outcomes) if (step?.addOutcome(outcome)) this.cells += 1;
  }

  /** `undefined`: it is too long ago. */
  private stepOf(end: number, now: number): RedStep | undefined {
    const at = Math.floor(Math.min(end, now) / STEP_MS);
    if (at * STEP_MS < now - HISTORY_MS) return undefined;
    let step = this.steps.get(at);
    if (!step) {
      this.steps.set(at, (step = new RedStep()));
      this.forget(now);
    }
    return step;
  }

  /**
   * @param from and `to`: milliseconds since 1970; what is older than the history is left out
   * @param isThere whether a trace can still be looked at
   */
  overview(from: number, to: number, isThere: (traceId: string) => boolean): Overview {
    const begin = Math.max(from, to - HISTORY_MS);
    const step = STEP_MS * Math.max(1, Math.ceil((to - begin) / STEP_MS / MAX_POINTS));
    const first = Math.floor(begin / step) * step;
    const seconds = (to - begin) / 1000;
    const total = new RedCell();
    const operations = new Map<string, RedCell>();
    const points: OverviewPoint[] = [];
    const chosen: RedStep[] = [];
    for (let time = first; time < to; time += step) {
      const steps = this.between(time, Math.min(time + step, to));
      const all = merged(steps, operations);
      total.merge(all);
      chosen.push(...steps);
      points.push(pointOf(time, all));
    }
    return {
      from: begin,
      to,
      step,
      total: total.red(ALL, seconds, total.time),
      operations: [...operations]
        .map(([operation, cell]) => cell.red(operation, seconds, total.time))
        .toSorted((one, other) => other.impact - one.impact),
      points,
      errorTypes: errorsOf(chosen),
      worst: worstOf(chosen, isThere),
    };
  }

  /** Operations that were counted, the most frequent first. */
  get operations(): readonly string[] {
    const counts = new Map<string, number>();
    for (const { cells } of this.steps.values()) {
      for (const [operation, { durations }] of cells)
        counts.set(operation, (counts.get(operation) ?? 0) + durations.count);
    }
    return [...counts].toSorted(([, one], [, other]) => other - one).map(([operation]) => operation);
  }

  /** What was counted of each operation in the steps that begin or end between both, in milliseconds since 1970. */
  operationsBetween(from: number, to: number): ReadonlyMap<string, RedCell> {
    const operations = new Map<string, RedCell>();
    merged(this.between(from, to), operations);
    return operations;
  }

  private between(from: number, to: number): RedStep[] {
    const found: RedStep[] = [];
    // A time that is longer than the history has more steps than there are.
    if ((to - from) / STEP_MS > this.steps.size) {
      const first = Math.floor(from / STEP_MS);
      for (const [at, step] of this.steps) if (at >= first && at * STEP_MS < to) found.push(step);
      return found;
    }
    for (let at = Math.floor(from / STEP_MS); at * STEP_MS < to; at += 1) {
      const step = this.steps.get(at);
      if (step) found.push(step);
    }
    return found;
  }

  /** Steps are few and made rarely: all are looked at. */
  private forget(now: number): void {
    for (const at of [...this.steps.keys()].toSorted((one, other) => one - other)) {
      if ((at + 1) * STEP_MS >= now - HISTORY_MS && this.cells <= MAX_CELLS) return;
      this.cells -= this.steps.get(at)!.cells.size;
      this.steps.delete(at);
    }
  }
}

/** All operations together; each is added to its own as well. */
function merged(steps: readonly RedStep[], operations: Map<string, RedCell>): RedCell {
  const all = new RedCell();
  for (const { cells } of steps) {
    for (const [operation, cell] of cells) {
      all.merge(cell);
      let own = operations.get(operation);
      if (!own) operations.set(operation, (own = new RedCell()));
      own.merge(cell);
    }
  }
  return all;
}

function pointOf(
  time: number,
  { errors, refusals, authFailures, durations, quantiles }: RedCell,
): OverviewPoint {
  return { time, count: durations.count, errors, refusals, authFailures, ...quantiles };
}

function errorsOf(steps: readonly RedStep[]): ErrorCount[] {
  const counts = new Map<string, ErrorCount>();
  for (const { errorTypes } of steps) {
    for (const [key, error] of errorTypes)
      counts.set(key, { ...error, count: error.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].toSorted((one, other) => other.count - one.count).slice(0, ERROR_TYPES);
}

function worstOf(steps: readonly RedStep[], isThere: (traceId: string) => boolean): Overview['worst'] {
  const ranked = steps.flatMap(({ worst }) => worst).toSorted((one, other) => other.score - one.score);
  const found: WorstTrace[] = [];
  const seen = new Set<string>();
  for (const trace of ranked) {
    if (found.length >= WORST) break;
    if (seen.has(trace.traceId) || !isThere(trace.traceId)) continue;
    seen.add(trace.traceId);
    found.push(trace);
  }
  return found.map(({ score: _score, ...trace }) => trace);
}
