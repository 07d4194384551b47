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

/** Durations that are counted together: code that runs for many in a row takes a fraction of the time that it takes now and then. */
const BATCH = 16;

/** An outcome while it is counted. */
export class OpenOutcomeCount {
  private time = 0;
  private max = 0;
  private readonly durations = new LogHistogram();
  /** Milliseconds; the first `pending` of them do not count yet. */
  private readonly latest: number[] = [];
  private pending = 0;

  constructor(
    readonly operation: string,
    readonly status: number,
    readonly errorType: string,
  ) {}

  /** @param duration milliseconds */
  add(duration: number): void {
    this.latest[this.pending] = duration;
    this.pending += 1;
    if (this.pending === BATCH) this.countPending();
  }

  /** What was counted; nothing is added any more. */
  get counted(): OutcomeCount {
    this.countPending();
    const { operation, status, errorType, time, max, durations } = this;
    return { operation, status, errorType, time, max, durations };
  }

  private countPending(): void {
    for (let index = 0; index < this.pending; index += 1) {
      const duration = this.latest[index]!;
      this.time += duration;
      if (duration > this.max) this.max = duration;
      this.durations.add(duration);
    }
    this.pending = 0;
  }
}
