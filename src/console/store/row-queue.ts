import type { TraceRow } from './trace-row.js';

/** Traces in the order in which they came. */
export class RowQueue {
  length = 0;
  oldest: TraceRow | undefined;
  private newest: TraceRow | undefined;

  /** Behind all that came before it. */
  add(row: TraceRow): void {
    let before = this.newest;
    while (before && before.order > row.order) before = before.older;
    row.older = before;
    row.newer = before ? before.newer : this.oldest;
    if (row.older) row.older.newer = row;
    else this.oldest = row;
    if (row.newer) row.newer.older = row;
    else this.newest = row;
    this.length += 1;
  }

  remove(row: TraceRow): void {
    if (row.older) row.older.newer = row.newer;
    else this.oldest = row.newer;
    if (row.newer) row.newer.older = row.older;
    else this.newest = row.older;
    row.older = undefined;
    row.newer = undefined;
    this.length -= 1;
  }
}
