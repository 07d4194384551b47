import type { ExportSettings } from '../export-messages.js';
import type { ExportTarget } from '../export-target.js';
import { retryGrpc } from './grpc-retry.js';
import { otlpEndpoint } from './otlp-endpoint.js';

const CONCURRENCY = 4;

/**
 * The OTLP exporter of the configured endpoint; only the protocol in use is loaded. The SDK's OTEL_EXPORTER_OTLP_*
 * variables for certificates, compression and time-out hold. Over HTTP it tries again by itself, over gRPC it does not.
 * @throws TypeError for a wrong endpoint
 */
export async function otlpTarget(settings: ExportSettings): Promise<ExportTarget> {
  const { protocol, url } = otlpEndpoint(settings);
  if (protocol === 'http') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    const exporter = new OTLPTraceExporter({ url, headers: { ...settings.headers } });
    return { name: 'otlp', exporter, concurrency: CONCURRENCY };
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(settings.headers)) metadata.set(name, value);
  const exporter = new OTLPTraceExporter({ url, metadata });
  return { name: 'otlp', exporter, concurrency: CONCURRENCY, retryIn: retryGrpc };
}
