import type { TraceQuery } from '../model/trace-query.js';
import type { TraceSummary } from '../model/trace-summary.js';
import type { TraceRow } from './trace-row.js';
import { TraceSearch } from './trace-search.js';
import { summaryOf } from './trace-summary.builder.js';
import type { TraceTable } from './trace-table.js';

/** Of a trace with more parts, as a long upload has, only every so many are told. */
const MANY_PARTS = 50;

interface Subscription {
  readonly search: TraceSearch;
  readonly listener: (summary: TraceSummary) => void;
}

/** Those who want to know of traces as they come in. */
export class Subscriptions {
  private readonly all = new Set<Subscription>();

  constructor(private readonly table: TraceTable) {}

  /** @returns ends it @throws QueryError */
  add(query: TraceQuery, listener: (summary: TraceSummary) => void): () => void {
    const subscription = { search: new TraceSearch(query, this.table), listener };
    this.all.add(subscription);
    return () => this.all.delete(subscription);
  }

  /** A part of the trace has come in. */
  tell(row: TraceRow): void {
    const parts = row.pieces.length;
    if (this.all.size === 0 || (parts > MANY_PARTS && parts % MANY_PARTS !== 0)) return;
    let summary: TraceSummary | undefined;
    for (const { search, listener } of this.all) {
      if (search.matches(row)) listener((summary ??= summaryOf(row.traceId, this.table.spansOf(row))));
    }
  }

  clear(): void {
    this.all.clear();
  }
}
