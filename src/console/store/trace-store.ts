import type { TracingConfig } from '../../config/tracing.config.js';
import type { EncodedSpans } from '../../tracing/export/trace-encoder.js';
import { SlowThresholds } from '../../tracing/sampling/slow-thresholds.js';
import { analyseTrace } from '../analysis/analyse-trace.js';
import type { Overview } from '../model/overview.js';
import type { StoreState } from '../model/pipeline-state.js';
import type { LogLine, StoredSpan, TraceDetail } from '../model/trace-detail.js';
import type { TraceMatches, TraceQuery } from '../model/trace-query.js';
import type { TraceSummary } from '../model/trace-summary.js';
import { attributeNames } from './attribute-names.js';
import { EncodedSpanReader } from './encoded-span.reader.js';
import { WriteBehind } from './file/write-behind.js';
import { LogRing, type LogFilter } from './log-ring.js';
import type { OutcomeList } from './red/outcome-count.js';
import type { RedCell } from './red/red-cell.js';
import { RedSeries } from './red/red-series.js';
import { redacted, withoutQuotedSecrets } from './redaction.js';
import { RequestCounter } from './request-counter.js';
import { SpanNameIndex, type SpanName } from './span-name.index.js';
import { attributeOf, type SpanRecord } from './span-record.js';
import { recordOf, storedSpan } from './stored-span.js';
import { Subscriptions } from './subscriptions.js';
import { TraceSearch } from './trace-search.js';
import { summaryOf } from './trace-summary.builder.js';
import { TraceTable } from './trace-table.js';

export interface TraceStoreOptions {
  readonly maxTraces: number;
  readonly maxBytes: number;
  /** `service.name` of the spans that come encoded. */
  readonly service: string;
  /** How these are named: see `--otel-span-names`. */
  readonly spanNames: TracingConfig['spanNames'];
  /** From when on a request is slow: milliseconds by operation, `*` for all others. */
  readonly slow: TracingConfig['keepSlow'];
  /** SQLite file; memory alone when absent. */
  readonly file?: string | undefined;
}

export type SuggestScope =
  'operation' | 'service' | 'bucket' | 'errorType' | 'attribute' | 'attributeName' | 'spanName';

/** Values of this attribute are suggested. */
const SUGGESTED: Readonly<Record<'operation' | 'bucket' | 'errorType', string>> = {
  operation: 's3.operation',
  bucket: 's3.bucket',
  errorType: 'error.type',
};
const MAX_SUGGESTIONS = 1_000;
/** Traces that names of attributes are taken from. */
const MAX_SUGGESTING = 200;
/** Of one trace. */
const TRACE_LOGS = 1_000;

/** All that the console knows: spans, what was counted of them, log lines. Everything is bounded; the oldest goes first. */
export class TraceStore {
  private table: TraceTable;
  private file: WriteBehind | undefined;
  private readonly reader: EncodedSpanReader;
  private readonly counter: RequestCounter;
  private readonly red = new RedSeries();
  private readonly names = new SpanNameIndex();
  private readonly ring = new LogRing();
  private subscriptions: Subscriptions;
  private readonly ingested = { spans: 0, refusedRequests: 0 };

  /** @param report gets a line for people when the file cannot be used */
  constructor(
    private readonly options: TraceStoreOptions,
    private readonly report: (line: string) => void = () => undefined,
  ) {
    const slow = SlowThresholds.of(options.slow);
    this.counter = new RequestCounter(options.service, options.spanNames, slow);
    this.table = this.newTable();
    this.reader = new EncodedSpanReader(options.service);
    this.subscriptions = new Subscriptions(this.table);
  }

  /** Takes up what the file has, and keeps what comes in it too. Called before anything else, if at all; takes a while. */
  restore(): void {
    const { file } = this.options;
    if (file === undefined) return;
    const report = (why: string): void =>
      this.report(`cannot use --console-store ${file}: ${why}; traces are kept in memory alone`);
    try {
      this.file = WriteBehind.open(file, this.table, (group) => this.count(group), report);
    } catch (error) {
      report((error as Error).message);
      // It may hold what was read before the file turned out to be damaged.
      this.table = this.newTable();
      this.subscriptions = new Subscriptions(this.table);
    }
  }

  /** Spans of the gateway itself, as its encoder writes them. All of one encoder, in their order. */
  addEncoded(encoded: EncodedSpans): void {
    for (const group of this.reader.read(encoded)) {
      this.count(group);
      this.add(group.map(withoutQuotedSecrets));
    }
  }

  /** Spans that others sent. What is secret in them is taken out before they are stored; those without legal ids are left out. */
  addSpans(spans: readonly StoredSpan[]): void {
    const records = spans.map(recordOf).filter((record) => record !== undefined);
    this.ingested.spans += records.length;
    for (const [traceId, all] of Map.groupBy(records, (span) => span.traceId)) {
      const group = this.unknown(traceId, all);
      if (group.length === 0) continue;
      const clean = group.map(redacted).toSorted((one, other) => one.start - other.start);
      for (const span of clean) this.names.add(span);
      this.add(clean);
    }
  }

  /** A request of somebody who wanted to add spans was refused. */
  countRefused(): void {
    this.ingested.refusedRequests += 1;
  }

  /** Requests of the gateway that have no spans. */
  countOutcomes({ outcomes, end }: OutcomeList): void {
    this.red.addOutcomes(outcomes, end);
  }

  addLog(line: LogLine): void {
    this.ring.add(line);
  }

  /** @throws QueryError when the query cannot be understood */
  search(query: TraceQuery): TraceMatches {
    return new TraceSearch(query, this.table).run();
  }

  /** @param id of the trace, in hex digits, or of one of its requests */
  trace(id: string): TraceDetail | undefined {
    const { table } = this;
    const row = table.find(id.toLowerCase()) ?? table.find(id);
    if (!row) return undefined;
    const records = table.spansOf(row);
    const back = Map.groupBy(table.links.to(row.traceId), ({ target }) => target);
    const analysis = analyseTrace(records.map(storedSpan), (spanId) =>
      (back.get(spanId) ?? []).map(({ link }) => link),
    );
    const sentryEventId = records.map((span) => attributeOf(span, 'sentry.event_id')).find((found) => found);
    return {
      summary: summaryOf(row.traceId, records),
      ...analysis,
      truncatedSpans: analysis.truncatedSpans + row.droppedSpans,
      logs: this.ring.find({ traceId: row.traceId, limit: TRACE_LOGS }).toReversed(),
      ...(typeof sentryEventId === 'string' && { sentryEventId }),
    };
  }

  /**
   * @param from and `to`: milliseconds since 1970; three hours at most
   * @param filter of requests: only those count, of the traces that are here
   * @throws QueryError when it cannot be understood
   */
  overview(from: number, to: number, filter?: TraceQuery): Overview {
    const isThere = (traceId: string): boolean => this.table.rows.has(traceId);
    if (!filter) return this.red.overview(from, to, isThere);
    const red = new RedSeries();
    for (const group of new TraceSearch(filter, this.table).parts(from, to)) {
      const request = this.counter.count(group);
      if (request && request.end >= from && request.start < to) red.add(request);
    }
    return { ...red.overview(from, to, isThere), isFiltered: true };
  }

  /** `service.name` of the gateway itself. */
  get service(): string {
    return this.options.service;
  }

  /** What was counted of its requests by operation, in whole steps of ten seconds. */
  requests(from: number, to: number): ReadonlyMap<string, RedCell> {
    return this.red.operationsBetween(from, to);
  }

  /**
   * Calls `listener` for each part of a trace that comes in from now on and matches; `sort` and `limit` do not count.
   * @returns ends it
   * @throws QueryError when the query cannot be understood
   */
  subscribe(query: TraceQuery, listener: (summary: TraceSummary) => void): () => void {
    return this.subscriptions.add(query, listener);
  }

  /**
   * Values that there are or were, operations by how frequent they are; at most 1000. Names of attributes are those of the
   * newest traces, as queries spell them.
   * @param attribute whose values are meant
   */
  suggest(scope: SuggestScope, attribute = ''): readonly string[] {
    if (scope === 'service') return this.names.serviceNames;
    if (scope === 'spanName') return [...new Set(this.names.list().map(({ name }) => name))].toSorted();
    if (scope === 'attributeName') return attributeNames(this.newestSpans());
    const values = this.table.dictionary.valuesOf(scope === 'attribute' ? attribute : SUGGESTED[scope]);
    const frequent = scope === 'operation' ? this.red.operations : [];
    return [...new Set([...frequent, ...values])].slice(0, MAX_SUGGESTIONS);
  }

  /** Names of spans, of one service or of all. */
  spanNames(service?: string): readonly SpanName[] {
    return this.names.list(service);
  }

  /** The newest first. */
  logs(filter: LogFilter = {}): readonly LogLine[] {
    return this.ring.find(filter);
  }

  state(): StoreState {
    const { table, options, ring, ingested } = this;
    const { maxTraces, maxBytes, file } = options;
    const { spans, bytes, evicted, evictedProtected, oldest } = table;
    const bounds = { traces: table.rows.size, spans, bytes, maxTraces, maxBytes };
    return {
      ...bounds,
      evicted,
      evictedProtected,
      logs: ring.length,
      ...(oldest && { oldest: oldest.start }),
      ...(this.file?.isOpen && { file }),
      ingested: { ...ingested },
    };
  }

  /** Writes what is not yet in the file. */
  close(): void {
    this.subscriptions.clear();
    this.file?.close();
  }

  private *newestSpans(): Iterable<SpanRecord> {
    for (const row of [...this.table.rows.values()].slice(-MAX_SUGGESTING).reverse())
      yield* this.table.spansOf(row);
  }

  private newTable(): TraceTable {
    const isSlow = (root: SpanRecord, group: readonly SpanRecord[]): boolean =>
      this.counter.isSlow(root, group);
    return new TraceTable({ ...this.options, isSlow }, this.options.file !== undefined);
  }

  private count(group: readonly SpanRecord[]): void {
    const request = this.counter.count(group);
    if (request) this.red.add(request);
    for (const span of group) this.names.add(span);
  }

  /** Without those that are here, or come twice: a file may be read again, and a sender may try again. */
  private unknown(traceId: string, spans: readonly SpanRecord[]): SpanRecord[] {
    const row = this.table.rows.get(traceId);
    const known = new Set(row && this.table.placesOf(row).map(({ spanId }) => spanId));
    return spans.filter(({ spanId }) => !known.has(spanId) && known.add(spanId));
  }

  private add(group: readonly SpanRecord[]): void {
    const row = this.table.add(group);
    if (row) this.subscriptions.tell(row);
  }
}
