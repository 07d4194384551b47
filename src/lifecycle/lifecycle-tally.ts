/** What a run did. */
export interface LifecycleTally {
  /** Versions, delete markers and uploads that were looked at. */
  examined: number;
  /** Current versions that are current no more. */
  expired: number;
  /** Delete markers that had nothing below them. */
  markers: number;
  /** Noncurrent versions that are gone, delete markers among them. */
  noncurrent: number;
  /** Uploads that were given up. */
  aborted: number;
  /** Due, but locked, or changed by somebody else in the meantime. */
  skipped: number;
  errors: number;
}

export const newTally = (): LifecycleTally => ({
  examined: 0,
  expired: 0,
  markers: 0,
  noncurrent: 0,
  aborted: 0,
  skipped: 0,
  errors: 0,
});

export function addTally(sum: LifecycleTally, one: LifecycleTally): void {
  for (const name of Object.keys(one) as (keyof LifecycleTally)[]) sum[name] += one[name];
}

/** `lifecycle.expired`… for a span. */
export const tallyAttributes = (tally: LifecycleTally): Record<string, number> =>
  Object.fromEntries(Object.entries(tally).map(([name, count]) => [`lifecycle.${name}`, count as number]));
