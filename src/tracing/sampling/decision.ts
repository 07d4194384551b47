/** Why a trace was kept or thrown away: `sampling.reason` of its first span, and the label of its counter. */
export type SamplingReason =
  | 'error'
  | 'slow'
  | 'ratio'
  | 'parent_sampled'
  | 'parent_not_sampled'
  | 'not_sampled'
  /** Not recorded, because too many were under way. */
  | 'overload'
  /** Not recorded, because more came than the console, which alone wants them, takes. */
  | 'over_budget'
  /** Kept or thrown away before its end, which did not come. */
  | 'timeout';

/** One of `DECISIONS`. */
export interface Decision {
  readonly keep: boolean;
  readonly reason: SamplingReason;
  /** It is kept only because everything is; the reason says why it would not be. */
  readonly isDryRun?: boolean;
}

const keep = (reason: SamplingReason): Decision => ({ keep: true, reason });
const drop = (reason: SamplingReason): Decision => ({ keep: false, reason });

/** All that there are: they are compared and counted as objects. */
export const DECISIONS = {
  keepError: keep('error'),
  keepSlow: keep('slow'),
  keepParent: keep('parent_sampled'),
  keepRatio: keep('ratio'),
  dropParent: drop('parent_not_sampled'),
  drop: drop('not_sampled'),
  dropOverload: drop('overload'),
  dropBudget: drop('over_budget'),
  dropTimeout: drop('timeout'),
  dryParent: { keep: true, reason: 'parent_not_sampled', isDryRun: true },
  dry: { keep: true, reason: 'not_sampled', isDryRun: true },
} as const satisfies Readonly<Record<string, Decision>>;
