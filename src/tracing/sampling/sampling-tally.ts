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
  /** Most traces fare as the one before: these are not among the counts yet. */
  private last: Decision | undefined;
  private traces = 0;
  private spans = 0;

  count(decision: Decision, spans: number): void {
    if (decision !== this.last) {
      this.settle();
      this.last = decision;
    }
    this.traces += 1;
    this.spans += spans;
  }

  dropLate(): void {
    this.lateSpans += 1;
  }

  /** Puts the latest ones among the counts. */
  private settle(): void {
    if (!this.last) return;
    let count = this.counts.get(this.last);
    if (!count) this.counts.set(this.last, (count = { traces: 0, spans: 0 }));
    count.traces += this.traces;
    count.spans += this.spans;
    this.traces = this.spans = 0;
  }

  /** One for each outcome that there was. */
  get all(): readonly SamplingCount[] {
    this.settle();
    return Array.from(this.counts, ([{ keep, reason }, count]) => ({ keep, reason, ...count }));
  }
}
