import type { Decision, SamplingReason } from './decision.js';

/** Traces and spans of one outcome. */
export interface SamplingCount {
  readonly keep: boolean;
  readonly reason: SamplingReason;
  readonly traces: number;
  readonly spans: number;
}

/** Counts what was kept and what was thrown away, and why. */
export class SamplingTally {
  /** Spans that ended after their trace was thrown away. */
  lateSpans = 0;
  private readonly counts = new Map<
    string,
    { keep: boolean; reason: SamplingReason; traces: number; spans: number }
  >();

  count({ keep, reason }: Decision, spans: number): void {
    const key = keep ? reason : `-${reason}`;
    const count = this.counts.get(key);
    if (count) {
      count.traces += 1;
      count.spans += spans;
    } else this.counts.set(key, { keep, reason, traces: 1, spans });
  }

  dropLate(): void {
    this.lateSpans += 1;
  }

  /** One for each outcome that there was. */
  get all(): readonly SamplingCount[] {
    return [...this.counts.values()];
  }
}
