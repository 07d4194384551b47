import type { SamplingCount } from '../../tracing/sampling/sampling-tally.js';

/** What the gateway says each second of how traces fare. */
export interface GatewayPipeline {
  readonly sampling: readonly SamplingCount[];
  readonly lateSpans: number;
  readonly recorder: { readonly roots: number; readonly bytes: number; readonly isFull: boolean };
  readonly exporters: readonly {
    readonly name: string;
    readonly exported: number;
    readonly queued: number;
    readonly inFlight: number;
    readonly dropped: Readonly<Record<string, number>>;
    readonly why: string;
  }[];
  /** Traces that did not reach the console because too many were on their way. */
  readonly consoleDropped: number;
  /** Requests that the console counts, but has not with all their spans: more came than it takes whole. */
  readonly consolePassedOver: number;
}

export interface StoreState {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxTraces: number;
  readonly maxBytes: number;
  /** Thrown out to make room since the start: ordinary ones, errors and slow ones. */
  readonly evicted: number;
  readonly evictedProtected: number;
  readonly logs: number;
  /** Milliseconds since 1970; `undefined` when the store is empty. */
  readonly oldest?: number;
  /** Path of the SQLite file, if there is one. */
  readonly file?: string;
  readonly ingested: { readonly spans: number; readonly refusedRequests: number };
}

/** What the page about the pipeline shows. */
export interface PipelineState {
  readonly gateway: GatewayPipeline;
  readonly store: StoreState;
  /** The settings in effect, secrets left out: flag, value. */
  readonly settings: Readonly<Record<string, string>>;
  /** URL of the S3 API on this machine; absent where it is not known yet. */
  readonly gatewayUrl?: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}
