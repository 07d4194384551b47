import type { ExporterCounts } from '../tracing/export/export-accounts.js';
import type { DropReason } from '../tracing/export/export-messages.js';
import { DECISIONS } from '../tracing/sampling/decision.js';
import type { TracingHandle } from '../tracing/tracing-handle.js';
import type { Family, Sample } from './family.js';

/** What is not the matter of one exporter: spans that were lost before any of them. */
const ALL_EXPORTERS = 'all';

const DROP_REASONS = [
  'exporter_queue_full',
  'export_failed',
  'export_timeout',
  'export_rejected',
  'thread_died',
  'shutdown',
] as const satisfies readonly DropReason[];

const decisionOf = (keep: boolean): string => (keep ? 'keep' : 'drop');

/** Every decision that there is, with what was counted of it. */
function traceSamples({ all }: TracingHandle['sampling']): Sample[] {
  const counts = new Map(
    Object.values(DECISIONS).map(({ keep, reason }) => [`${decisionOf(keep)} ${reason}`, 0]),
  );
  for (const { keep, reason, traces } of all) {
    const key = `${decisionOf(keep)} ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + traces);
  }
  return Array.from(counts, ([key, value]) => {
    const [decision = '', reason = ''] = key.split(' ');
    return { value, labels: { decision, reason } };
  });
}

function spanSamples({ all }: TracingHandle['sampling']): Sample[] {
  return [true, false].map((keep) => ({
    value: all.reduce((sum, count) => sum + (count.keep === keep ? count.spans : 0), 0),
    labels: { decision: decisionOf(keep) },
  }));
}

function samplerFamilies({ sampling, recorder }: TracingHandle): Family[] {
  const gauge = (name: string, help: string, read: () => number): Family => ({
    name: `glassgate_sampler_${name}`,
    help,
    type: 'gauge',
    samples: () => [{ value: read(), labels: {} }],
  });
  return [
    {
      name: 'glassgate_sampler_traces_total',
      help: 'Traces that were kept and thrown away, and why.',
      type: 'counter',
      samples: () => traceSamples(sampling),
    },
    {
      name: 'glassgate_sampler_spans_total',
      help: 'Spans of traces that were kept and thrown away.',
      type: 'counter',
      samples: () => spanSamples(sampling),
    },
    {
      name: 'glassgate_sampler_late_spans_total',
      help: 'Spans that ended after their trace was thrown away.',
      type: 'counter',
      samples: () => [{ value: sampling.lateSpans, labels: {} }],
    },
    gauge('buffered_traces', 'Traces that are not decided on.', () => recorder.load.roots),
    gauge('buffered_bytes', 'Memory that they are taken to need.', () => recorder.load.bytes),
    gauge('overloaded', '1 while no further traces are recorded.', () => Number(recorder.load.isFull)),
  ];
}

function exporterSamples({ name, exported, dropped }: ExporterCounts): Sample[] {
  const reasons = new Set<DropReason>([...DROP_REASONS, ...(Object.keys(dropped) as DropReason[])]);
  const labels = (outcome: string, reason: string) => ({ exporter: name, outcome, reason });
  return [
    { value: exported, labels: labels('exported', '') },
    ...Array.from(reasons, (reason) => ({ value: dropped[reason] ?? 0, labels: labels('dropped', reason) })),
  ];
}

function exporterFamilies({ exporter }: TracingHandle): Family[] {
  const lost = (): Sample[] =>
    Object.entries({ export_queue_full: 0, ...exporter.handover.lost }).map(([reason, value]) => ({
      value,
      labels: { exporter: ALL_EXPORTERS, outcome: 'dropped', reason },
    }));
  return [
    {
      name: 'glassgate_exporter_spans_total',
      help: 'Spans that exporters delivered and lost; exporter "all": that were lost before they came to any.',
      type: 'counter',
      samples: () => {
        const { counts } = exporter;
        return counts.length === 0 ? [] : [...counts.flatMap(exporterSamples), ...lost()];
      },
    },
    {
      name: 'glassgate_exporter_queued_spans',
      help: 'Spans that wait for an exporter.',
      type: 'gauge',
      samples: () =>
        exporter.counts.map(({ name, queued }) => ({ value: queued, labels: { exporter: name } })),
    },
  ];
}

/** What becomes of traces. */
export function tracingFamilies(handle: TracingHandle): Family[] {
  return [...samplerFamilies(handle), ...exporterFamilies(handle)];
}
