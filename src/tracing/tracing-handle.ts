import type { ExportThread } from './export/export-thread.js';
import type { SamplingCount } from './sampling/sampling-tally.js';

/** Tracing that runs. */
export interface TracingHandle {
  /** What became of finished spans. */
  readonly tally: { readonly exported: number; readonly dropped: number; readonly queued: number };
  /** What became of them exporter by exporter, and what was lost on the way to all of them. */
  readonly exporter: Pick<ExportThread, 'counts' | 'handover'>;
  /** What was kept and thrown away. */
  readonly sampling: { readonly all: readonly SamplingCount[]; readonly lateSpans: number };
  readonly recorder: {
    readonly load: { readonly roots: number; readonly bytes: number; readonly isFull: boolean };
  };
  /** Sends what waits, for at most `deadlineMs` milliseconds, and stops. Never fails. */
  readonly shutdown: (deadlineMs: number) => Promise<void>;
}
