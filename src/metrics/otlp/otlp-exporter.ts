import type { OTLPMetricExporter as HttpExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { otlpEndpoint } from '../../tracing/export/exporters/otlp-endpoint.js';
import type { OtlpSettings } from './otlp-messages.js';

/** Takes metrics as the SDK makes them. */
export type MetricExporter = Pick<HttpExporter, 'export' | 'shutdown'>;

/** The metrics of one resource, as the SDK makes them. */
export type ResourceMetrics = Parameters<HttpExporter['export']>[0];

const TRACES_PATH = /\/v1\/traces$/;

/**
 * Sends metrics where traces go; only the protocol in use is loaded. The SDK's OTEL_EXPORTER_OTLP_* variables for
 * certificates, compression and time-out hold.
 * @throws TypeError for a wrong endpoint
 */
export async function openOtlpExporter(settings: OtlpSettings): Promise<MetricExporter> {
  const { protocol, url } = otlpEndpoint(settings);
  if (protocol === 'http') {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
    return new OTLPMetricExporter({
      url: url.replace(TRACES_PATH, '/v1/metrics'),
      headers: { ...settings.headers },
    });
  }
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(settings.headers)) metadata.set(name, value);
  return new OTLPMetricExporter({ url, metadata });
}
