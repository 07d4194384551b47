import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchSettings } from './batch-settings.js';
import { ExportLane } from './export-lane.js';
import type { LaneCounts } from './export-messages.js';
import type { ExportTarget } from './export-target.js';

/** Milliseconds between two reports of the counters. */
const REPORT_MS = 20;

/** Milliseconds for an exporter to end, once nothing is left to deliver: some wait for answers that nobody wants now. */
const END_MS = 250;

/** The exporters of the thread. Each has a lane of its own. */
export class ExportLanes {
  private readonly lanes: readonly ExportLane[];
  private reporting: NodeJS.Timeout | undefined;

  /** @param report called soon after the counters have changed, and at the end */
  constructor(
    targets: readonly ExportTarget[],
    batch: BatchSettings,
    private readonly report: (counts: readonly LaneCounts[]) => void,
  ) {
    this.lanes = targets.map((target) => new ExportLane(target, batch, () => this.changed()));
  }

  take(spans: readonly ReadableSpan[], bytes: number): void {
    for (const lane of this.lanes) lane.offer(spans, bytes);
  }

  /** Delivers what there is within the deadline, in milliseconds, and gives up the rest. Never fails. */
  async close(deadlineMs: number): Promise<void> {
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, deadlineMs);
    const closed = this.lanes.map(async (lane) => {
      await Promise.race([lane.flush(), deadline.promise]);
      lane.close();
      await Promise.race([lane.shutdown().catch(() => undefined), pause(END_MS), deadline.promise]);
    });
    await Promise.all(closed);
    clearTimeout(timer);
    this.tell();
  }

  private changed(): void {
    this.reporting ??= setTimeout(() => this.tell(), REPORT_MS);
  }

  private tell(): void {
    clearTimeout(this.reporting);
    this.reporting = undefined;
    this.report(this.lanes.map(({ counts }) => counts));
  }
}
