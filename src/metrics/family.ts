import type { HistogramCells } from './histogram-cells.js';

export type Labels = Readonly<Record<string, string | number>>;

/** The trace of one of the events that a sample counts. Source: OpenMetrics 1.0, "Exemplars". */
export interface Exemplar {
  readonly labelSet: Labels;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** One line of the exposition, as the registry takes it. */
export interface Sample {
  readonly value: number;
  readonly labels: Labels;
  /** Besides `labels`; the registry keeps its text, so that it should be the same object each time. */
  readonly sharedLabels?: Labels;
  /** Where it is not that of the family. */
  readonly metricName?: string;
  readonly exemplar?: Exemplar;
}

/** A metric whose numbers are put together when somebody asks for them. */
export interface Family {
  /** That of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  samples(): Sample[];
}

/** The lines of one histogram. */
export function histogramSamples(name: string, cells: HistogramCells, sharedLabels: Labels): Sample[] {
  const { bounds, counts, sum } = cells;
  const metricName = `${name}_bucket`;
  let count = 0;
  const samples: Sample[] = bounds.labels.map((labels, index) => {
    count += counts[index]!;
    return { metricName, labels, sharedLabels, value: count, exemplar: cells.exemplar(index) };
  });
  samples.push({ metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum });
  samples.push({ metricName: `${name}_count`, labels: {}, sharedLabels, value: count });
  return samples;
}
