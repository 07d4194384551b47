import { PHASES } from '../../../tracing/phases.js';
import type { OperationRed } from '../../model/overview.js';
import { LogHistogram } from './log-histogram.js';
import type { OutcomeCount } from './outcome-count.js';

/** Requests that no operation was found for. */
export const UNKNOWN_OPERATION = 'unknown';

/** One request, as it counts. */
export interface RequestCount {
  readonly traceId: string;
  /** Of the span. */
  readonly name: string;
  /** `GetObject`. */
  readonly operation: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** HTTP. */
  readonly status: number;
  /** Empty for none. */
  readonly errorType: string;
  readonly isSlow: boolean;
  /** Milliseconds, in the order of `PHASES`; empty where they are not known. */
  readonly phases: readonly number[];
}

/** The client went away before it had its answer. */
const BROKEN = 'client_closed';

export type Outcome = Pick<RequestCount, 'status' | 'errorType'>;

export const isFault = ({ status, errorType }: Outcome): boolean => status >= 500 || errorType === BROKEN;
export const isRefusal = (request: Outcome): boolean => request.status >= 400 && !isFault(request);

/** What was counted of the requests of one operation, or of all, in some time. */
export class RedCell {
  errors = 0;
  refusals = 0;
  authFailures = 0;
  /** Milliseconds, in all and of the longest. */
  time = 0;
  max = 0;
  readonly durations = new LogHistogram();
  private readonly phases = new Float64Array(PHASES.length);

  add(request: RequestCount): void {
    const duration = request.end - request.start;
    this.durations.add(duration);
    this.time += duration;
    this.max = Math.max(this.max, duration);
    this.judge(request, 1);
    request.phases.forEach((time, index) => (this.phases[index]! += time));
  }

  addOutcome(outcome: OutcomeCount): void {
    this.durations.merge(outcome.durations);
    this.time += outcome.time;
    this.max = Math.max(this.max, outcome.max);
    this.judge(outcome, outcome.durations.count);
  }

  private judge(outcome: Outcome, count: number): void {
    if (isFault(outcome)) this.errors += count;
    else if (outcome.status >= 400) this.refusals += count;
    if (outcome.status === 401 || outcome.status === 403) this.authFailures += count;
  }

  merge(other: RedCell): void {
    this.durations.merge(other.durations);
    this.errors += other.errors;
    this.refusals += other.refusals;
    this.authFailures += other.authFailures;
    this.time += other.time;
    this.max = Math.max(this.max, other.max);
    other.phases.forEach((time, index) => (this.phases[index]! += time));
  }

  get quantiles(): Pick<OperationRed, 'p50' | 'p95' | 'p99'> {
    // No quantile is longer than the longest.
    const of = (share: number): number => Math.min(this.max, this.durations.quantile(share));
    return { p50: of(0.5), p95: of(0.95), p99: of(0.99) };
  }

  /**
   * @param seconds of the whole window
   * @param allTime milliseconds that all requests took
   */
  red(operation: string, seconds: number, allTime: number): OperationRed {
    const { errors, refusals, max, time, durations } = this;
    const { count } = durations;
    const phases = Object.fromEntries(PHASES.map((phase, index) => [phase, this.phases[index]!]));
    const impact = allTime > 0 ? time / allTime : 0;
    const rate = seconds > 0 ? count / seconds : 0;
    return { operation, count, rate, errors, refusals, ...this.quantiles, max, impact, phases };
  }
}
