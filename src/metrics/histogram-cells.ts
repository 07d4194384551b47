import type { Exemplar, Labels } from './family.js';

/** Upper bounds of the buckets of a histogram, ascending; above the last there is one more bucket. */
export class Bounds {
  readonly values: Float64Array;
  /** `le` of each bucket. */
  readonly labels: readonly Labels[];

  constructor(values: readonly number[]) {
    this.values = Float64Array.from(values);
    this.labels = [...values, '+Inf'].map((le) => ({ le }));
  }

  /** The bucket of a value. */
  indexOf(value: number): number {
    const { values } = this;
    let index = 0;
    while (index < values.length && value > values[index]!) index += 1;
    return index;
  }
}

/** The newest trace of a bucket. */
interface Example {
  traceId: string;
  spanId: string;
  value: number;
  /** Milliseconds since 1970. */
  time: number;
}

/** The numbers of one histogram: cheap to add to, and made into lines when somebody asks. */
export class HistogramCells {
  /** Of each bucket alone. */
  readonly counts: Float64Array;
  sum = 0;
  private examples: (Example | undefined)[] | undefined;

  constructor(readonly bounds: Bounds) {
    this.counts = new Float64Array(bounds.values.length + 1);
  }

  /** Gives back the bucket. */
  observe(value: number): number {
    const index = this.bounds.indexOf(value);
    this.counts[index]! += 1;
    this.sum += value;
    return index;
  }

  /** Takes the place of the trace that the bucket has. */
  exemplify(index: number, example: Example): void {
    (this.examples ??= [])[index] = example;
  }

  exemplar(index: number): Exemplar | undefined {
    const example = this.examples?.[index];
    return example && exemplarOf(example, example.value);
  }
}

/** @param value that the event has in the sample: a counter has counted one */
export function exemplarOf({ traceId, spanId, time }: Example, value: number): Exemplar {
  return { labelSet: { trace_id: traceId, span_id: spanId }, value, timestamp: time / 1000 };
}
