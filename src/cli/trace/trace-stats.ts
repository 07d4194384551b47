import type { TraceSummary } from '../../console/model/trace-summary.js';
import { textTable } from '../text-table.js';
import { printable, shownDuration } from './paint.js';

/** Buckets grow by this: a quantile is at most so much too high. */
const GROWTH = 1.05;
/** Milliseconds of the first one. */
const LEAST = 0.001;
/** Operations; further ones count together. */
const MAX_OPERATIONS = 500;
const OTHERS = '(others)';

interface Counted {
  count: number;
  errors: number;
  sum: number;
  max: number;
  readonly buckets: Map<number, number>;
}

/** Count, average, p95, maximum and errors of each operation. */
export class TraceStats {
  private readonly operations = new Map<string, Counted>();

  add({ operation, name, duration, isError }: TraceSummary): void {
    const counted = this.of(operation ?? name);
    counted.count += 1;
    counted.errors += Number(isError);
    counted.sum += duration;
    counted.max = Math.max(counted.max, duration);
    const bucket = Math.ceil(Math.log(Math.max(duration, LEAST) / LEAST) / Math.log(GROWTH));
    counted.buckets.set(bucket, (counted.buckets.get(bucket) ?? 0) + 1);
  }

  /** The most frequent first. */
  table(): string {
    const rows = [...this.operations].toSorted(([, a], [, b]) => b.count - a.count);
    return textTable(
      ['Operation', 'Count', 'Average', 'p95', 'Max', 'Errors'],
      rows.map(([operation, { count, sum, max, errors, buckets }]) => [
        printable(operation),
        count,
        shownDuration(sum / count),
        shownDuration(Math.min(max, quantile(buckets, count * 0.95))),
        shownDuration(max),
        errors,
      ]),
    );
  }

  private of(operation: string): Counted {
    const name = this.operations.size < MAX_OPERATIONS || this.operations.has(operation) ? operation : OTHERS;
    const known = this.operations.get(name);
    if (known) return known;
    const counted: Counted = { count: 0, errors: 0, sum: 0, max: 0, buckets: new Map() };
    this.operations.set(name, counted);
    return counted;
  }
}

/** Milliseconds below which so many lie. */
function quantile(buckets: ReadonlyMap<number, number>, rank: number): number {
  let seen = 0;
  for (const [bucket, count] of [...buckets].toSorted(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return LEAST * GROWTH ** bucket;
  }
  return 0;
}
