import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { SettingsError } from '../../../config/settings.error.js';
import type { ReadableTarget } from '../export-target.js';
import { retryGrpc } from './grpc-retry.js';

const PACKAGE = '@google-cloud/opentelemetry-cloud-trace-exporter';
const CONCURRENCY = 4;

interface GcpModule {
  readonly TraceExporter: new (options: { readonly apiEndpoint?: string }) => {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void): Promise<void>;
    shutdown(): Promise<void>;
  };
}

/**
 * Sends traces to Google Cloud Trace by Google's exporter, which is no part of the gateway: whoever wants it installs it.
 * Google gives the exporter up in favour of OTLP to telemetry.googleapis.com, which wants a token in its headers.
 * Project and credentials are those of the environment (GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CLOUD_PROJECT…).
 * @param apiEndpoint `host:port` instead of Google's
 * @throws SettingsError when the package is missing
 */
export async function gcpTarget(apiEndpoint?: string): Promise<ReadableTarget> {
  const { TraceExporter } = await load();
  const exporter = new TraceExporter(apiEndpoint === undefined ? {} : { apiEndpoint });
  const adapted: SpanExporter = {
    export: (spans, done) => {
      exporter.export(spans, done).catch((error: Error) => done({ code: ExportResultCode.FAILED, error }));
    },
    shutdown: () => exporter.shutdown(),
  };
  return { name: 'gcp', exporter: adapted, concurrency: CONCURRENCY, retryIn: retryGrpc };
}

async function load(): Promise<GcpModule> {
  const name: string = PACKAGE;
  try {
    return (await import(name)) as GcpModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new SettingsError([`--otel-exporter: gcp needs the package ${PACKAGE}, which is not installed`]);
  }
}
