import type { TracingConfig } from '../../config/tracing.config.js';
import type { CloseRequest } from '../../tracing/export/thread-keeper.js';
import type { StartProblem } from '../../tracing/export/start-problem.js';
import type { FamilySnapshot } from '../metrics-registry.js';

/** What the sender needs to know of the configuration. */
export type OtlpSettings = Pick<
  TracingConfig,
  'endpoint' | 'environment' | 'headers' | 'insecure' | 'serviceName' | 'useHttp'
>;

/** What the thread is given at its start. */
export interface OtlpThreadData {
  readonly settings: OtlpSettings;
  /** `service.instance.id` */
  readonly instanceId: string;
  /** The file that the process runs. */
  readonly program: string | undefined;
  /** Milliseconds since 1970: the counters have counted since then. */
  readonly startTime: number;
  /** Milliseconds that an export may take, with everything that is tried again. */
  readonly timeout: number;
}

export type OtlpRequest =
  /** One metric; of a name that comes twice before `send` the last counts. */
  | { readonly kind: 'family'; readonly family: FamilySnapshot }
  /** Send what has come. `time`: milliseconds since 1970, of the numbers. */
  | { readonly kind: 'send'; readonly time: number }
  | CloseRequest;

export type OtlpAnswer =
  | { readonly kind: 'ready' }
  /** The thread ends. */
  | { readonly kind: 'refused'; readonly problem: StartProblem }
  /** The answer to `send`. `problem`: why the receiver does not have the numbers. */
  | { readonly kind: 'sent'; readonly problem: string | undefined }
  | { readonly kind: 'closed' };
