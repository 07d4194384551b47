/** Names and defaults: docs/tracing. The SDK's own OTEL_* variables hold beside these. */
export class TracingConfig {
  enabled = false;
  /** `host:port` or URL. */
  endpoint = 'localhost:4317';
  serviceName = 'glassgate';
  environment = 'development';
  /** 0..1, share of traces without a parent that are kept. */
  sampleRate = 1;
  /** OTLP/HTTP protobuf instead of gRPC. */
  useHttp = false;
  /** No TLS; true for a loopback endpoint when not said. */
  insecure?: boolean;
  /** Sent with each export. Values are secret. */
  headers: Readonly<Record<string, string>> = {};
}
