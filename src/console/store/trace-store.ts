import type { TracingConfig } from '../../config/tracing.config.js';
import type { EncodedSpans } from '../../tracing/export/trace-encoder.js';
import type { Overview } from '../model/overview.js';
import type { StoreState } from '../model/pipeline-state.js';
import type { LogLine, SpanKindName, StoredSpan, TraceDetail } from '../model/trace-detail.js';
import type { TraceMatches, TraceQuery } from '../model/trace-query.js';
import type { TraceSummary } from '../model/trace-summary.js';

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

export type SuggestScope = 'operation' | 'service' | 'bucket' | 'errorType' | 'attribute';

export interface LogFilter {
  readonly traceId?: string;
  /** The least important that is wanted. */
  readonly level?: LogLine['level'];
  /** Default 100, at most 1000. */
  readonly limit?: number;
}

/** A name that spans of a service have. */
export interface SpanName {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKindName;
}

const LIMIT = 100;
const MAX_LOGS = 10_000;

/** All that the console knows: spans, what was counted of them, log lines. Everything is bounded; the oldest goes first. */
export class TraceStore {
  private readonly traces = new Map<string, StoredSpan[]>();
  private readonly lines: LogLine[] = [];
  private readonly listeners = new Set<(summary: TraceSummary) => void>();
  private ingestedSpans = 0;
  private refusedRequests = 0;
  private evicted = 0;

  /** @param _report gets a line for people when the file cannot be used */
  constructor(
    private readonly options: TraceStoreOptions,
    _report: (line: string) => void = () => undefined,
  ) {}

  /** Spans of the gateway itself, as its encoder writes them. All of one encoder, in their order. */
  addEncoded(_encoded: EncodedSpans): void {
    // Decoded with the compact form of the store.
  }

  /** Spans that others sent. What is secret in them is taken out before they are stored. */
  addSpans(spans: readonly StoredSpan[]): void {
    this.ingestedSpans += spans.length;
    for (const span of spans) {
      const known = this.traces.get(span.traceId);
      if (known) known.push(span);
      else this.traces.set(span.traceId, [span]);
    }
    for (const id of new Set(spans.map(({ traceId }) => traceId))) this.tell(id);
    for (const id of this.traces.keys()) {
      if (this.traces.size <= this.options.maxTraces) break;
      this.traces.delete(id);
      this.evicted += 1;
    }
  }

  /** A request of somebody who wanted to add spans was refused. */
  countRefused(): void {
    this.refusedRequests += 1;
  }

  addLog(line: LogLine): void {
    this.lines.push(line);
    if (this.lines.length > MAX_LOGS) this.lines.shift();
  }

  /** @throws QueryError when the query cannot be understood */
  search(query: TraceQuery): TraceMatches {
    const started = performance.now();
    const ids = query.traceId ? [query.traceId].filter((id) => this.traces.has(id)) : [...this.traces.keys()];
    const traces = ids
      .slice(-(query.limit ?? LIMIT))
      .toReversed()
      .map((id) => this.summary(id));
    return { traces, matched: ids.length, scanned: this.traces.size, took: performance.now() - started };
  }

  /** @param id of the trace, in hex digits, or of one of its requests */
  trace(id: string): TraceDetail | undefined {
    const spans = this.traces.get(id);
    if (!spans) return undefined;
    return {
      summary: this.summary(id),
      spans: spans.map((span) => ({
        ...span,
        depth: 0,
        childCount: 0,
        selfTime: span.duration,
        isOrphan: span.parentSpanId !== '',
        backLinks: [],
      })),
      truncatedSpans: 0,
      criticalPath: [],
      untraced: 1,
      logs: this.logs({ traceId: id }),
    };
  }

  /** @param from and `to`: milliseconds since 1970 */
  overview(from: number, to: number): Overview {
    const none = { count: 0, rate: 0, errors: 0, refusals: 0, p50: 0, p95: 0, p99: 0, max: 0, impact: 0 };
    const total = { operation: '*', ...none, phases: {} };
    return { from, to, step: 10_000, total, operations: [], points: [], errorTypes: [], worst: [] };
  }

  /**
   * Calls `listener` for each part of a trace that comes in from now on and matches; `sort` and `limit` do not count.
   * @returns ends it
   * @throws QueryError when the query cannot be understood
   */
  subscribe(_query: TraceQuery, listener: (summary: TraceSummary) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Values that there are, the most frequent first where that is known; at most 1000. */
  suggest(_scope: SuggestScope, _attribute?: string): readonly string[] {
    return [];
  }

  /** Names of spans, of one service or of all. */
  spanNames(service?: string): readonly SpanName[] {
    return [...this.traces.values()]
      .flat()
      .filter((span) => service === undefined || span.service === service)
      .map(({ service: of, name, kind }) => ({ service: of, name, kind }));
  }

  /** The newest first. */
  logs({ traceId, limit = LIMIT }: LogFilter = {}): readonly LogLine[] {
    const fitting = this.lines.filter((line) => traceId === undefined || line.traceId === traceId);
    return fitting.slice(-limit).toReversed();
  }

  state(): StoreState {
    const { maxTraces, maxBytes } = this.options;
    return {
      traces: this.traces.size,
      spans: [...this.traces.values()].reduce((sum, spans) => sum + spans.length, 0),
      bytes: 0,
      maxTraces,
      maxBytes,
      evicted: this.evicted,
      evictedProtected: 0,
      logs: this.lines.length,
      ingested: { spans: this.ingestedSpans, refusedRequests: this.refusedRequests },
    };
  }

  /** Writes what is not yet in the file. */
  close(): void {
    this.listeners.clear();
  }

  private tell(id: string): void {
    for (const listener of this.listeners) listener(this.summary(id));
  }

  private summary(traceId: string): TraceSummary {
    const spans = this.traces.get(traceId)!;
    const first = spans.find(({ parentSpanId }) => parentSpanId === '') ?? spans[0]!;
    const start = Math.min(...spans.map((span) => span.start));
    const errors = spans.filter(({ status }) => status === 'ERROR').length;
    return {
      traceId,
      name: first.name,
      service: first.service,
      start,
      duration: Math.max(...spans.map((span) => span.start + span.duration)) - start,
      clientWait: 0,
      spanCount: spans.length,
      errorCount: errors,
      isError: errors > 0,
      services: [...new Set(spans.map(({ service }) => service))],
    };
  }
}
