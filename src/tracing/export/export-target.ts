import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ExporterName } from '../../config/exporter-names.js';
import type { OtlpRequest } from './otlp/otlp.form.js';

/** What of an exporter of the SDK is used. */
export interface BatchExporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** One who gets the traces. */
export interface ExportTarget<Batch> {
  readonly name: ExporterName;
  /** Fails with a RejectionError when the receiver did not take everything. */
  readonly exporter: BatchExporter<Batch>;
  /** Exports that may be under way together. */
  readonly concurrency: number;
  /**
   * Milliseconds until an export that has failed is tried again; `undefined`: it is lost.
   * @param attempt 0 after the first failure
   */
  readonly retryIn?: ((error: Error, attempt: number) => number | undefined) | undefined;
}

export interface OtlpTarget extends ExportTarget<OtlpRequest> {
  readonly name: 'otlp';
}

export interface ReadableTarget extends ExportTarget<ReadableSpan[]> {
  readonly name: Exclude<ExporterName, 'otlp'>;
}
