import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '../config/tracing.config.js';
import { otlpEndpoint } from './export/exporters/otlp-endpoint.js';

/**
 * The OTLP exporter of the configured endpoint; only the protocol in use is loaded. The SDK's OTEL_EXPORTER_OTLP_*
 * variables for certificates, compression and time-out hold.
 */
export async function otlpSpanExporter(config: TracingConfig): Promise<SpanExporter> {
  const { protocol, url } = otlpEndpoint(config);
  if (protocol === 'http') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    return new OTLPTraceExporter({ url, headers: { ...config.headers } });
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(config.headers)) metadata.set(name, value);
  return new OTLPTraceExporter({ url, metadata });
}
