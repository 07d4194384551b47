import type { SpanPackage } from '../../tracing/export/span-sender.js';
import type { StartProblem } from '../../tracing/export/start-problem.js';
import type { CloseRequest } from '../../tracing/export/thread-keeper.js';
import type { GatewayPipeline, PipelineState } from '../model/pipeline-state.js';
import type { TraceStoreOptions } from '../store/trace-store.js';
import type { MetricsText } from './metrics-desk.js';
import type { OutcomeList } from '../store/red/outcome-count.js';

/** What the thread is given at its start. */
export interface ConsoleThreadData extends Pick<PipelineState, 'settings' | 'version' | 'startedAt'> {
  readonly addresses: readonly string[];
  readonly token: string;
  readonly store: TraceStoreOptions;
}

export type ConsoleRequest =
  | ({ readonly kind: 'spans' } & SpanPackage)
  /** Log lines, each as the JSON that it is written as. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Requests that are only counted. */
  | { readonly kind: 'unrecorded'; readonly lists: readonly OutcomeList[] }
  | { readonly kind: 'pipeline'; readonly gateway: GatewayPipeline }
  /** Where the S3 API is. */
  | { readonly kind: 'listening'; readonly gatewayUrl: string }
  /** Answers the question of this number. */
  | { readonly kind: 'metrics'; readonly id: number; readonly text: MetricsText | undefined }
  | CloseRequest;

export type ConsoleAnswer =
  | { readonly kind: 'ready'; readonly urls: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: StartProblem }
  /** Spans, and their bytes, that were taken. */
  | { readonly kind: 'spans'; readonly spans: number; readonly bytes: number }
  /** The last list of these was taken. */
  | { readonly kind: 'lines' | 'unrecorded' }
  /** Somebody asks for the metrics. */
  | { readonly kind: 'metrics'; readonly id: number; readonly isOpenMetrics: boolean }
  /** For the log. */
  | { readonly kind: 'report'; readonly line: string }
  | { readonly kind: 'closed' };
