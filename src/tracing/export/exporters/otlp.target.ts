import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExportSettings } from '../export-messages.js';
import type { ExportTarget } from '../export-target.js';
import { retryGrpc } from './grpc-retry.js';
import { otlpEndpoint } from './otlp-endpoint.js';
import type { SdkLogger } from './sdk.logger.js';

const CONCURRENCY = 4;

/**
 * The OTLP exporter of the configured endpoint; only the protocol in use is loaded. The SDK's OTEL_EXPORTER_OTLP_*
 * variables for certificates, compression and time-out hold. Over HTTP it tries again by itself, over gRPC it does not.
 * @throws TypeError for a wrong endpoint
 */
export async function otlpTarget(settings: ExportSettings, log: SdkLogger): Promise<ExportTarget> {
  const { protocol, url } = otlpEndpoint(settings);
  const exporter = protocol === 'http' ? await overHttp(url, settings) : await overGrpc(url, settings);
  const retryIn = protocol === 'grpc' ? retryGrpc : undefined;
  return { name: 'otlp', exporter: tellingRejections(exporter, log), concurrency: CONCURRENCY, retryIn };
}

async function overHttp(url: string, { headers }: ExportSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url, headers: { ...headers } });
}

async function overGrpc(url: string, { headers }: ExportSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new OTLPTraceExporter({ url, metadata });
}

/** An export of which the receiver did not take everything fails with a RejectionError. */
function tellingRejections(exporter: SpanExporter, log: SdkLogger): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const error = log.takeRejection();
        done(error ? { code: ExportResultCode.FAILED, error } : result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
