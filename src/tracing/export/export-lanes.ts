import type { Resource } from '@opentelemetry/resources';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchSettings } from './batch-settings.js';
import type { ExportLane } from './export-lane.js';
import type { LaneCounts } from './export-messages.js';
import type { OtlpTarget, ReadableTarget } from './export-target.js';
import { FormLanes } from './form-lanes.js';
import { OtlpForm } from './otlp/otlp.form.js';
import { ReadableForm } from './readable.form.js';
import type { SpanPackage } from './span-sender.js';

/** Milliseconds between two reports of the counters. */
const REPORT_MS = 20;

/** Milliseconds for an exporter to end, once nothing is left to deliver: some wait for answers that nobody wants now. */
const END_MS = 250;

/** The exporters of the thread. Each has a lane of its own. */
export class ExportLanes {
  private readonly forms: readonly Pick<FormLanes<never, never>, 'take'>[];
  private readonly lanes: readonly Pick<
    ExportLane<never, never>,
    'counts' | 'flush' | 'close' | 'shutdown'
  >[];
  private reporting: NodeJS.Timeout | undefined;

  /** @param report called soon after the counters have changed, and at the end */
  constructor(
    targets: readonly (OtlpTarget | ReadableTarget)[],
    resource: Resource,
    batch: BatchSettings,
    private readonly report: (counts: readonly LaneCounts[]) => void,
  ) {
    const changed = (): void => this.changed();
    const otlp = targets.filter((target) => target.name === 'otlp');
    const others = targets.filter((target) => target.name !== 'otlp');
    const forms = [
      new FormLanes(new OtlpForm(resource, batch.valueLength), otlp, batch, changed),
      new FormLanes(new ReadableForm(resource, batch.valueLength), others, batch, changed),
    ];
    this.forms = forms.filter(({ lanes }) => lanes.length > 0);
    this.lanes = forms.flatMap<(typeof this.lanes)[number]>(({ lanes }) => lanes);
  }

  take(spans: SpanPackage): void {
    for (const form of this.forms) form.take(spans);
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
