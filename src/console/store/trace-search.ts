import type { TraceMatches, TraceQuery } from '../model/trace-query.js';
import type { TraceSummary } from '../model/trace-summary.js';
import { expressionOf } from '../query/field-filter.js';
import { TraceMatcher } from '../query/trace-matcher.js';
import type { SpanRecord } from './span-record.js';
import type { TraceRow } from './trace-row.js';
import { summaryOf } from './trace-summary.builder.js';
import type { TraceTable } from './trace-table.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/** Milliseconds: to look for traces, and to sum up those that were found. */
const MAX_TIME = 2_000;
const MAX_SUMMARY_TIME = 1_000;

const SORTS: Readonly<Record<NonNullable<TraceQuery['sort']>, (row: TraceRow) => number>> = {
  start: ({ start }) => start,
  duration: ({ duration }) => duration,
  spans: ({ spans }) => spans,
  status: ({ status }) => status,
};

/** A query made ready for one table. */
export class TraceSearch {
  private readonly matcher: TraceMatcher;

  /** @throws QueryError */
  constructor(
    private readonly query: TraceQuery,
    private readonly table: TraceTable,
  ) {
    this.matcher = new TraceMatcher(expressionOf(query), table);
  }

  /** Spans that were looked at so far. */
  get spansRead(): number {
    return this.matcher.spansRead;
  }

  matches(row: TraceRow): boolean {
    return this.isCandidate(row) && this.matcher.matches(row);
  }

  /** The parts of traces of a time that match by themselves, each with its spans, for so long as a search may take. */
  *parts(from: number, to: number): Generator<readonly SpanRecord[]> {
    const { table, matcher } = this;
    matcher.until = performance.now() + MAX_TIME;
    for (const row of this.candidates()) {
      if (row.end < from || row.start > to || !this.isCandidate(row)) continue;
      for (const piece of row.pieces) {
        if (matcher.matches(row, [piece])) yield table.spansOf(row, [piece]);
        if (matcher.isLate) return;
      }
    }
  }

  /** Whether all holds that takes no look at spans. */
  private isCandidate(row: TraceRow): boolean {
    const {
      traceId,
      requestId,
      minDuration = 0,
      maxDuration = Infinity,
      minSpans = 0,
      from,
      to,
    } = this.query;
    if (traceId !== undefined && row.traceId !== traceId.toLowerCase()) return false;
    if (requestId !== undefined && !row.requestIds.includes(requestId)) return false;
    if (row.duration < minDuration || row.duration > maxDuration || row.spans < minSpans) return false;
    return (from === undefined || row.start >= from) && (to === undefined || row.start <= to);
  }

  /** The newest first, for so long as a search may take. */
  run(): TraceMatches {
    const started = performance.now();
    const { table, matcher } = this;
    matcher.until = started + MAX_TIME;
    const { sort = 'start', ascending = false, limit = DEFAULT_LIMIT } = this.query;
    const key = SORTS[sort];
    const direction = ascending ? 1 : -1;
    const found: TraceRow[] = [];
    let scanned = 0;
    for (const row of this.candidates()) {
      if (this.matches(row)) found.push(row);
      if (matcher.isLate) break;
      scanned += 1;
    }
    found.sort((one, other) => direction * (key(one) - key(other)) || other.order - one.order);
    const traces: TraceSummary[] = [];
    const end = performance.now() + MAX_SUMMARY_TIME;
    for (const row of found.slice(0, Math.min(limit, MAX_LIMIT))) {
      traces.push(summaryOf(row.traceId, table.spansOf(row)));
      if (performance.now() > end) break;
    }
    return { traces, matched: found.length, scanned, took: performance.now() - started };
  }

  private candidates(): Iterable<TraceRow> {
    const { traceId, requestId } = this.query;
    const id = traceId?.toLowerCase() ?? requestId;
    if (id === undefined) return [...this.table.rows.values()].reverse();
    const row = this.table.find(id);
    return row ? [row] : [];
  }
}
