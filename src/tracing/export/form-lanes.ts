import type { BatchSettings } from './batch-settings.js';
import { ExportLane } from './export-lane.js';
import type { ExportTarget } from './export-target.js';
import type { SpanBatch, SpanForm, SpanGroup } from './span-form.js';
import type { SpanPackage } from './span-sender.js';

/** The lanes of the exporters that take spans in the same form. */
export class FormLanes<Group extends SpanGroup, Batch extends SpanBatch> {
  readonly lanes: readonly ExportLane<Group, Batch>[];

  constructor(
    private readonly form: SpanForm<Group, Batch>,
    targets: readonly ExportTarget<Batch>[],
    batch: BatchSettings,
    changed: () => void,
  ) {
    this.lanes = targets.map((target) => new ExportLane(target, form, batch, changed));
  }

  /** Reads a package once for all lanes, and not at all when none has room. */
  take(spans: SpanPackage): void {
    const { encoded, bytes } = spans;
    let group: Group | undefined;
    for (const lane of this.lanes) lane.offer(encoded.spans, bytes, () => (group ??= this.form.read(spans)));
    if (!group) this.form.skip(spans);
  }
}
