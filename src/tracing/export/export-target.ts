import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExporterName } from '../../config/exporter-names.js';

/** What a receiver did not take of an export that has succeeded. */
export interface Rejection {
  readonly spans: number;
  /** What the receiver says of it. */
  readonly reason: string;
}

/** One who gets the traces. */
export interface ExportTarget {
  readonly name: ExporterName;
  /** Fails with a RejectionError when the receiver did not take everything. */
  readonly exporter: SpanExporter;
  /** Exports that may be under way together. */
  readonly concurrency: number;
  /**
   * Milliseconds until an export that has failed is tried again; `undefined`: it is lost.
   * @param attempt 0 after the first failure
   */
  readonly retryIn?: ((error: Error, attempt: number) => number | undefined) | undefined;
  /** Asked whenever an export has succeeded: what was not taken of it after all. */
  readonly rejection?: () => Rejection | undefined;
}
