import { IsBoolean, IsIn, IsNumber, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';

/** The switches of tracing. The SDK's own OTEL_* variables hold beside these. */
export class TracingConfig {
  /** True as soon as an endpoint is given, unless it is said. */
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
