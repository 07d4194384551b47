import { ExportResultCode } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ExportSettings } from '../export-messages.js';
import type { BatchExporter, OtlpTarget } from '../export-target.js';
import type { OtlpRequest } from '../otlp/otlp.form.js';
import { retryGrpc } from './grpc-retry.js';
import { otlpEndpoint } from './otlp-endpoint.js';
import type { SdkLogger } from './sdk.logger.js';

const CONCURRENCY = 4;

/**
 * The OTLP exporter of the configured endpoint; only the protocol in use is loaded. The SDK's OTEL_EXPORTER_OTLP_*
 * variables for certificates, compression and time-out hold. Over HTTP it tries again by itself, over gRPC it does not.
 * @throws TypeError for a wrong endpoint
 */
export async function otlpTarget(settings: ExportSettings, log: SdkLogger): Promise<OtlpTarget> {
  const { protocol, url } = otlpEndpoint(settings);
  const exporter = protocol === 'http' ? await overHttp(url, settings) : await overGrpc(url, settings);
  const retryIn = protocol === 'grpc' ? retryGrpc : undefined;
  return { name: 'otlp', exporter: tellingRejections(exporter, log), concurrency: CONCURRENCY, retryIn };
}

async function overHttp(url: string, { headers }: ExportSettings): Promise<BatchExporter<OtlpRequest>> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return sendingBytes(new OTLPTraceExporter({ url, headers: { ...headers } }));
}

async function overGrpc(url: string, { headers }: ExportSettings): Promise<BatchExporter<OtlpRequest>> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return sendingBytes(new OTLPTraceExporter({ url, metadata }));
}

/** What the SDK's OTLP exporters keep to themselves, in the releases that are pinned. */
interface SdkExporter {
  readonly _delegate: { _serializer: ISerializer<never, unknown> };
}

/**
 * Has an exporter of the SDK send what is serialized already. Its serializer cannot be chosen, only replaced; the
 * transport, its settings and how answers are read stay the SDK's.
 * @throws TypeError when the SDK is made differently
 */
function sendingBytes(exporter: object): BatchExporter<OtlpRequest> {
  const delegate = (exporter as SdkExporter)._delegate;
  const serializer = delegate._serializer;
  const deserializeResponse = serializer.deserializeResponse.bind(serializer);
  delegate._serializer = { serializeRequest: ({ message }: OtlpRequest) => message, deserializeResponse };
  return exporter as BatchExporter<OtlpRequest>;
}

/** An export of which the receiver did not take everything fails with a RejectionError. */
function tellingRejections(exporter: BatchExporter<OtlpRequest>, log: SdkLogger): BatchExporter<OtlpRequest> {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const error = log.takeRejection();
        done(error ? { code: ExportResultCode.FAILED, error } : result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
