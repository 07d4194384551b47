/** Tracing that runs. */
export interface TracingHandle {
  /** What became of finished spans. */
  readonly tally: { readonly exported: number; readonly dropped: number; readonly queued: number };
  /** Sends what waits, for at most `deadlineMs` milliseconds, and stops. Never fails. */
  readonly shutdown: (deadlineMs: number) => Promise<void>;
}
