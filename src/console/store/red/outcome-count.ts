import { LogHistogram, type BucketCounts } from './log-histogram.js';

/** Requests of one operation that ended alike, of which nothing more is known than how long they took. */
export interface OutcomeCount {
  /** `GetObject`. */
  readonly operation: string;
  /** HTTP. */
  readonly status: number;
  /** Empty for none. */
  readonly errorType: string;
  /** Milliseconds, in all and of the longest. */
  readonly time: number;
  readonly max: number;
  readonly durations: BucketCounts;
}

/** What ended in one step of time. */
export interface OutcomeList {
  readonly outcomes: readonly OutcomeCount[];
  /** A moment of the step: milliseconds since 1970. */
  readonly end: number;
}

/** An outcome while it is counted. */
export class OpenOutcomeCount implements OutcomeCount {
  time = 0;
  max = 0;
  readonly durations = new LogHistogram();

  constructor(
    readonly operation: string,
    readonly status: number,
    readonly errorType: string,
  ) {}

  /** @param duration milliseconds */
  add(duration: number): void {
    this.time += duration;
    if (duration > this.max) this.max = duration;
    this.durations.add(duration);
  }
}
