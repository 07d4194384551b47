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
  /** Most traces fare as the one before. */
  private last: Decision | undefined;
  private lastCount = { traces: 0, spans: 0 };

  count(decision: Decision, spans: number): void {
    if (decision !== this.last) this.turnTo(decision);
    this.lastCount.traces += 1;
    this.lastCount.spans += spans;
  }

  dropLate(): void {
    this.lateSpans += 1;
  }

  private turnTo(decision: Decision): void {
    let count = this.counts.get(decision);
    if (!count) this.counts.set(decision, (count = { traces: 0, spans: 0 }));
    this.last = decision;
    this.lastCount = count;
  }

  /** One for each outcome that there was. */
  get all(): readonly SamplingCount[] {
    return Array.from(this.counts, ([{ keep, reason }, count]) => ({ keep, reason, ...count }));
  }
}
