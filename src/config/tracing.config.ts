import { IsBoolean, IsIn, IsInt, IsNumber, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { EXPORTERS, type ExporterName } from './exporter-names.js';
import { GENERAL } from './operation-durations.js';

/** The switches of tracing. The SDK's own OTEL_* variables hold beside these. */
export class TracingConfig {
  /** True as soon as an endpoint or an exporter is given, unless it is said. */
  @IsBoolean()
  enabled = false;

  /** `host:port` or URL. */
  @IsString()
  endpoint = 'localhost:4317';

  @IsString()
  serviceName = 'glassgate';

  @IsString()
  environment = 'development';

  /** 0..1, share of traces without a parent that are kept. */
  @IsNumber()
  @Min(0)
  @Max(1)
  sampleRate = 1;

  /** HTTP status from which a trace is kept whatever its sampling says; 0 keeps none for that. */
  @IsInt()
  @Min(0)
  @Max(599)
  keepErrors = 400;

  /** Milliseconds from which a trace is kept, by operation, `*` for all others; empty keeps none for that. */
  @IsObject()
  keepSlow: Readonly<Record<string, number>> = { [GENERAL]: 1000 };

  /** Everything is exported, and says what sampling would have done with it. */
  @IsBoolean()
  samplingDryRun = false;

  /** Who gets the traces; empty for nobody. Any of them turns tracing on, unless it is said. */
  @IsIn(EXPORTERS, { each: true })
  exporters: readonly ExporterName[] = ['otlp'];

  /** Absolute path of the file of the exporter `file`. */
  @IsOptional()
  @IsString()
  file?: string;

  /** URL of the exporter `zipkin`. */
  @IsString()
  zipkinEndpoint = 'http://localhost:9411/api/v2/spans';

  /** OTLP/HTTP protobuf instead of gRPC. */
  @IsBoolean()
  useHttp = false;

  /** No TLS; true for a loopback endpoint when not said. */
  @IsOptional()
  @IsBoolean()
  insecure?: boolean;

  /** Sent with each export. Values are secret. */
  @IsObject()
  headers: Readonly<Record<string, string>> = {};

  /** Metrics are sent where traces go, whether traces are or not. */
  @IsBoolean()
  metricsEnabled = false;

  /** Which column of the catalogue of span names. */
  @IsIn(['guide', 'versitygw'])
  spanNames: 'guide' | 'versitygw' = 'guide';

  /** Whose requests become children of the span that they name; with the others that one is only linked. */
  @IsIn(['always', 'authenticated', 'never'])
  trustParent: 'always' | 'authenticated' | 'never' = 'always';

  /** `traceresponse` and `Server-Timing` on every response. */
  @IsBoolean()
  responseHeaders = false;

  /** What spans say of the keys of objects. */
  @IsIn(['full', 'hash', 'off'])
  objectKeys: 'full' | 'hash' | 'off' = 'full';
}
