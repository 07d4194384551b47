import type { ExporterName } from '../../config/exporter-names.js';
import type { TracingConfig } from '../../config/tracing.config.js';
import type { BatchSettings } from './batch-settings.js';
import type { SpanPackage } from './span-sender.js';
import type { StartProblem } from './start-problem.js';
import type { CloseRequest } from './thread-keeper.js';

/** What the exporters need to know of the configuration. */
export type ExportSettings = Pick<
  TracingConfig,
  | 'endpoint'
  | 'environment'
  | 'exporters'
  | 'file'
  | 'headers'
  | 'insecure'
  | 'serviceName'
  | 'useHttp'
  | 'zipkinEndpoint'
>;

/** What the thread is given at its start. */
export interface ExportThreadData {
  readonly settings: ExportSettings;
  readonly batch: BatchSettings;
  /** `service.instance.id`, the same for a thread that is started anew. */
  readonly instanceId: string;
  /** The file that the process runs. */
  readonly program: string | undefined;
}

export type ExportRequest = ({ readonly kind: 'spans' } & SpanPackage) | CloseRequest;

/** Why spans were lost: the label of their counter. */
export type DropReason =
  /** Too many waited for the thread. */
  | 'export_queue_full'
  /** Too many waited for the exporter. */
  | 'exporter_queue_full'
  | 'export_failed'
  | 'export_timeout'
  /** The receiver took others of the same export. */
  | 'export_rejected'
  | 'thread_died'
  | 'shutdown';

/** Spans of one exporter since the thread has begun. */
export interface LaneCounts {
  readonly name: ExporterName;
  readonly exported: number;
  readonly queued: number;
  readonly inFlight: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Why spans were lost the last time, for people. */
  readonly why: string;
}

export type ExportAnswer =
  | { readonly kind: 'ready' }
  /** The thread ends. */
  | { readonly kind: 'refused'; readonly problem: StartProblem }
  | {
      readonly kind: 'counts';
      /** Spans, and their bytes, that were taken since the last answer. */
      readonly spans: number;
      readonly bytes: number;
      readonly lanes: readonly LaneCounts[];
    }
  | { readonly kind: 'closed' };
