import { ExportTally } from '../tracing/export-tally.js';
import { ExportAccounts } from '../tracing/export/export-accounts.js';
import type { ExporterName } from '../config/exporter-names.js';
import { DECISIONS } from '../tracing/sampling/decision.js';
import { SamplingTally } from '../tracing/sampling/sampling-tally.js';
import type { TracingHandle } from '../tracing/tracing-handle.js';
import { tracingFamilies } from './tracing.families.js';

/** The parts of tracing that are read, as they are when it runs with these exporters. */
function running(exporters: readonly ExporterName[]) {
  const sampling = new SamplingTally();
  const tally = new ExportTally({ report: () => undefined });
  const accounts = new ExportAccounts(exporters, tally);
  const handle: TracingHandle = {
    tally,
    sampling,
    exporter: {
      get counts() {
        return accounts.counts;
      },
      handover: accounts,
    },
    recorder: { load: { roots: 3, bytes: 4096, isFull: true } },
    shutdown: async () => undefined,
  };
  const values = (name: string): Record<string, number> => {
    const family = tracingFamilies(handle).find((one) => one.name === name)!;
    return Object.fromEntries(
      family.samples().map(({ labels, value }) => [Object.values(labels).join(' ').trimEnd(), value]),
    );
  };
  return { sampling, accounts, values };
}

describe('tracingFamilies', () => {
  it('have every decision from the start, and count what a dry run keeps as kept', () => {
    const { sampling, values } = running([]);
    expect(values('glassgate_sampler_traces_total')).toEqual({
      'keep error': 0,
      'keep slow': 0,
      'keep parent_sampled': 0,
      'keep ratio': 0,
      'keep parent_not_sampled': 0,
      'keep not_sampled': 0,
      'drop parent_not_sampled': 0,
      'drop not_sampled': 0,
      'drop over_budget': 0,
      'drop overload': 0,
      'drop timeout': 0,
    });
    sampling.count(DECISIONS.keepError, 9);
    sampling.count(DECISIONS.dry, 2);
    sampling.count(DECISIONS.drop, 5);
    sampling.count(DECISIONS.drop, 5);
    sampling.dropLate();
    expect(values('glassgate_sampler_traces_total')).toMatchObject({
      'keep error': 1,
      'keep not_sampled': 1,
      'drop not_sampled': 2,
    });
    expect(values('glassgate_sampler_spans_total')).toEqual({ keep: 11, drop: 10 });
    expect(values('glassgate_sampler_late_spans_total')).toEqual({ '': 1 });
  });

  it('tell how full the recorder is', () => {
    const { values } = running([]);
    expect(values('glassgate_sampler_buffered_traces')).toEqual({ '': 3 });
    expect(values('glassgate_sampler_buffered_bytes')).toEqual({ '': 4096 });
    expect(values('glassgate_sampler_overloaded')).toEqual({ '': 1 });
  });

  it('tell what became of spans exporter by exporter', () => {
    const { accounts, values } = running(['otlp', 'file']);
    accounts.handOver(10);
    accounts.refuse(4, 'export_queue_full', 'full');
    const lane = { queued: 0, inFlight: 0, why: 'no' };
    accounts.update([
      { ...lane, name: 'otlp', exported: 6, dropped: { export_failed: 3 } },
      { ...lane, name: 'file', exported: 10, dropped: {} },
    ]);
    const spans = values('glassgate_exporter_spans_total');
    expect(spans).toMatchObject({
      'otlp exported': 6,
      'otlp dropped export_failed': 3,
      'otlp dropped export_timeout': 0,
      'file exported': 10,
      'file dropped export_failed': 0,
      'all dropped export_queue_full': 4,
    });
    expect(values('glassgate_exporter_queued_spans')).toEqual({ otlp: 1, file: 0 });
  });

  it('have no exporter where nothing is exported', () => {
    expect(running([]).values('glassgate_exporter_spans_total')).toEqual({});
  });
});
