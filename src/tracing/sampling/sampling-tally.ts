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
  private readonly counts = new Map<Decision, { readonly traces: number; readonly spans: number }>();
  /** Most traces fare as the one before: these are not among the counts yet. */
  private last: Decision | undefined;
  private traces = 0;
  private spans = 0;

  count(decision: Decision, spans: number): void {
    if (decision !== this.last) this.turnTo(decision);
    this.traces += 1;
    this.spans += spans;
  }

  dropLate(): void {
    this.lateSpans += 1;
  }

  private turnTo(decision: Decision | undefined): void {
    const { last, traces, spans } = this;
    if (last) {
      const count = this.counts.get(last) ?? { traces: 0, spans: 0 };
      this.counts.set(last, { traces: count.traces + traces, spans: count.spans + spans });
    }
    this.last = decision;
    this.traces = this.spans = 0;
  }

  /** One for each outcome that there was. */
  get all(): readonly SamplingCount[] {
    this.turnTo(undefined);
    return Array.from(this.counts, ([{ keep, reason }, count]) => ({ keep, reason, ...count }));
  }
}
