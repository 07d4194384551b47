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
  /** Decisions are few objects that all traces share. */
  private readonly counts = new Map<Decision, { traces: number; spans: number }>();

  count(decision: Decision, spans: number): void {
    const count = this.counts.get(decision);
    if (count) {
      count.traces += 1;
      count.spans += spans;
    } else this.counts.set(decision, { traces: 1, spans });
  }

  dropLate(): void {
    this.lateSpans += 1;
  }

  /** One for each outcome that there was. */
  get all(): readonly SamplingCount[] {
    return Array.from(this.counts, ([{ keep, reason }, count]) => ({ keep, reason, ...count }));
  }
}
