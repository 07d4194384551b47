import type { TraceSummary } from './trace-summary.js';

/** What a trace has to be. All that is given has to hold. */
export interface TraceQuery {
  readonly service?: string;
  readonly operation?: string;
  readonly bucket?: string;
  /** A key, or with `*` at its end the beginning of one. */
  readonly key?: string;
  /** `404`, `4xx`, `5xx`, `error` (any span with status ERROR). */
  readonly status?: string;
  readonly accessKey?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  /** Milliseconds, inclusive. */
  readonly minDuration?: number;
  readonly maxDuration?: number;
  readonly minSpans?: number;
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
  /** A subset of TraceQL: `{ span.s3.action = "s3_GetObject" && status = error }`. */
  readonly q?: string;
  /** Default `start`, descending. */
  readonly sort?: 'start' | 'duration' | 'spans' | 'status';
  readonly ascending?: boolean;
  /** Default 100, at most 1000. */
  readonly limit?: number;
}

export interface TraceMatches {
  readonly traces: readonly TraceSummary[];
  /** How many match, at least: `limit` of them are given. */
  readonly matched: number;
  readonly scanned: number;
  /** Milliseconds that the search took. */
  readonly took: number;
}
