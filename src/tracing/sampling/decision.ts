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
  /** Kept or thrown away before its end, which did not come. */
  | 'timeout';

export interface Decision {
  readonly keep: boolean;
  readonly reason: SamplingReason;
  /** It is kept only because everything is; the reason says why it would not be. */
  readonly isDryRun?: boolean;
}
