import { exporterNames } from './exporter-names.js';
import { durationsByOperation } from './operation-durations.js';
import { settingsOf } from './setting.js';
import {
  choice,
  endpoint,
  fileToWrite,
  flag,
  headerList,
  httpUrl,
  otlpOverHttp,
  ratio,
  statusOrOff,
  text,
} from './setting-types.js';
import { TracingConfig } from './tracing.config.js';

export const tracingSettings = settingsOf('tracing', TracingConfig, {
  enabled: {
    flag: 'otel-enabled',
    env: ['VGW_OTEL_ENABLED'],
    type: flag,
    help: 'Export traces; on as soon as an endpoint or an exporter is given.',
  },
  endpoint: {
    flag: 'otel-endpoint',
    env: ['VGW_OTEL_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    type: endpoint,
    help: 'Where traces go; a URL with port 4318 selects OTLP over HTTP.',
  },
  serviceName: {
    flag: 'otel-service-name',
    env: ['VGW_OTEL_SERVICE_NAME', 'OTEL_SERVICE_NAME'],
    type: text,
    help: 'Name of this service in the traces.',
  },
  environment: {
    flag: 'otel-environment',
    env: ['VGW_OTEL_ENVIRONMENT'],
    type: text,
    help: 'Value of deployment.environment.name in the traces.',
  },
  sampleRate: {
    flag: 'otel-sample-rate',
    env: ['VGW_OTEL_SAMPLE_RATE'],
    type: ratio,
    help: 'Share of the traces without a parent that are kept.',
  },
  keepErrors: {
    flag: 'otel-keep-errors',
    env: ['VGW_OTEL_KEEP_ERRORS'],
    type: statusOrOff,
    help: 'Keep every trace whose request was answered with this HTTP status or a higher one, or broke off.',
  },
  keepSlow: {
    flag: 'otel-keep-slow',
    env: ['VGW_OTEL_KEEP_SLOW'],
    type: durationsByOperation,
    help: 'Keep every trace that took so long, the time that the client was waited for not counted.',
  },
  samplingDryRun: {
    flag: 'otel-sampling-dry-run',
    env: ['VGW_OTEL_SAMPLING_DRY_RUN'],
    type: flag,
    help: 'Export everything; each trace says whether it would have been kept, and why.',
  },
  exporters: {
    flag: 'otel-exporter',
    env: ['VGW_OTEL_EXPORTER', 'OTEL_TRACES_EXPORTER'],
    type: exporterNames,
    help: 'Who gets the traces, several with commas; file needs a path, gcp a package that is installed beside it.',
  },
  file: {
    flag: 'otel-file',
    env: ['VGW_OTEL_FILE'],
    type: fileToWrite,
    help: 'File to which the exporter file adds OTLP JSON lines, as the OpenTelemetry Collector reads them.',
  },
  zipkinEndpoint: {
    flag: 'otel-zipkin-endpoint',
    env: ['VGW_OTEL_ZIPKIN_ENDPOINT', 'OTEL_EXPORTER_ZIPKIN_ENDPOINT'],
    type: httpUrl,
    help: 'Where the exporter zipkin sends traces.',
  },
  useHttp: {
    flag: 'otel-use-http',
    env: ['VGW_OTEL_USE_HTTP', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    type: otlpOverHttp,
    help: 'OTLP over HTTP (protobuf) instead of gRPC.',
  },
  insecure: {
    flag: 'otel-insecure',
    env: ['VGW_OTEL_INSECURE'],
    type: flag,
    help: 'Export without TLS; on for a loopback endpoint unless it is said.',
  },
  headers: {
    flag: 'otel-headers',
    env: ['OTEL_EXPORTER_OTLP_HEADERS'],
    type: headerList,
    secret: true,
    help: 'Headers sent with every export, such as the key of a tracing service.',
  },
  metricsEnabled: {
    flag: 'otel-metrics-enabled',
    env: ['VGW_OTEL_METRICS_ENABLED'],
    type: flag,
    help: 'Send metrics to the endpoint of the traces by OTLP, every minute (OTEL_METRIC_EXPORT_INTERVAL).',
  },
  spanNames: {
    flag: 'otel-span-names',
    env: ['VGW_OTEL_SPAN_NAMES'],
    type: choice('guide', 'versitygw'),
    help: 'Whose names spans have: our own, or those of versitygw.',
  },
  trustParent: {
    flag: 'otel-trust-parent',
    env: ['VGW_OTEL_TRUST_PARENT'],
    type: choice('always', 'authenticated', 'never'),
    help: 'Whose requests continue the trace that they name; those of others begin one that links to it.',
  },
  responseHeaders: {
    flag: 'otel-response-headers',
    env: ['VGW_OTEL_RESPONSE_HEADERS'],
    type: flag,
    help: 'Name the span in every response (traceresponse), with the times of its phases (Server-Timing).',
  },
  objectKeys: {
    flag: 'otel-object-keys',
    env: ['VGW_OTEL_OBJECT_KEYS'],
    type: choice('full', 'hash', 'off'),
    help: 'What spans say of the keys of objects: all, 16 digits of their SHA-256, nothing.',
  },
});
