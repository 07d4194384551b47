import type { BatchSettings } from './batch-settings.js';
import { FormLanes } from './form-lanes.js';
import type { ExportTarget } from './export-target.js';
import type { SpanBatch, SpanForm, SpanGroup } from './span-form.js';
import type { SpanPackage } from './span-sender.js';

const BATCH: BatchSettings = {
  queueSize: 4,
  threadQueueSize: 100,
  batchSize: 4,
  delay: 60_000,
  timeout: 60_000,
  valueLength: Infinity,
};

const sent = (spans: number): SpanPackage => ({
  encoded: { text: '', numbers: new Float64Array(), names: [], spans },
  bytes: 1,
});

/** Notes what was done with each package. */
class NotingForm implements SpanForm<SpanGroup, SpanBatch> {
  readonly done: string[] = [];

  read({ encoded: { spans }, bytes }: SpanPackage): SpanGroup {
    this.done.push(`read ${spans}`);
    return { length: spans, bytes, size: () => bytes / spans };
  }

  skip({ encoded: { spans } }: SpanPackage): void {
    this.done.push(`skipped ${spans}`);
  }

  batch(): SpanBatch {
    return { length: 0 };
  }
}

describe('FormLanes', () => {
  it('reads a package once for all lanes, and only if one has room', () => {
    const form = new NotingForm();
    const exporter = { export: () => undefined, shutdown: async () => {} };
    const target: ExportTarget<SpanBatch> = { name: 'file', exporter, concurrency: 0 };
    const lanes = new FormLanes(form, [target, target], BATCH, () => undefined);
    for (const spans of [3, 2, 1]) lanes.take(sent(spans));
    expect(form.done).toEqual(['read 3', 'skipped 2', 'read 1']);
    for (const { counts } of lanes.lanes)
      expect(counts).toMatchObject({ queued: 4, dropped: { exporter_queue_full: 2 } });
    for (const lane of lanes.lanes) lane.close();
  });
});
