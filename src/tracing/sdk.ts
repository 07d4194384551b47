import { context, logs, propagation, trace } from '@opentelemetry/api';
import { getBooleanFromEnv, getNumberFromEnv } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '../config/tracing.config.js';
import { BoundedSpanProcessor } from './bounded.span-processor.js';
import { ConsistentRatioSampler } from './consistent-ratio.sampler.js';
import { CountingSpanExporter } from './counting.span-exporter.js';
import { ExportTally } from './export-tally.js';
import { otlpSpanExporter } from './otlp.span-exporter.js';
import { gatewayResource } from './resource.js';
import { TRACER_NAME, useTracer } from './span.js';
import type { TracingHandle } from './tracing-handle.js';

const DEFAULT_QUEUE_SIZE = 2048;
/** One for each part that an upload may have; the SDK's own 128 would lose the first of them. */
const DEFAULT_EVENT_LIMIT = 10_000;

/**
 * Sets the SDK up and lets spans be made. Propagators, span limits and batch sizes follow the SDK's own OTEL_* variables.
 * Load this module by `import()`, and only when tracing is on: it brings in the whole SDK.
 * @param report gets one line a minute when spans are lost.
 * @throws TypeError for a wrong endpoint.
 */
export async function startTracing(
  config: TracingConfig,
  report: (line: string) => void,
): Promise<TracingHandle> {
  const tally = new ExportTally({ report });
  const exporter = await otlpSpanExporter(config);
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: await gatewayResource(config),
    sampler: new ParentBasedSampler({ root: new ConsistentRatioSampler(config.sampleRate) }),
    spanLimits: { eventCountLimit: positive('OTEL_SPAN_EVENT_COUNT_LIMIT') ?? DEFAULT_EVENT_LIMIT },
    spanProcessors: [batchProcessor(exporter, tally)],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  if (!getBooleanFromEnv('OTEL_SDK_DISABLED')) useTracer(trace.getTracer(TRACER_NAME));
  let stopped: Promise<void> | undefined;
  const stop = async (deadlineMs: number): Promise<void> => {
    useTracer(undefined);
    await within(deadlineMs, sdk.shutdown());
    tally.close();
    // Closes the connection even when the last export failed, in which case the SDK leaves it open.
    exporter.shutdown().catch(() => undefined);
    for (const api of [trace, context, propagation, logs]) api.disable();
  };
  return { tally, shutdown: (deadlineMs) => (stopped ??= stop(deadlineMs)) };
}

function batchProcessor(exporter: SpanExporter, tally: ExportTally): SpanProcessor {
  const maxQueueSize = positive('OTEL_BSP_MAX_QUEUE_SIZE') ?? DEFAULT_QUEUE_SIZE;
  const batch = new BatchSpanProcessor({
    exporter: new CountingSpanExporter(exporter, tally),
    maxQueueSize,
    maxExportBatchSize: positive('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    scheduledDelayMillis: positive('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: positive('OTEL_BSP_EXPORT_TIMEOUT'),
  });
  return new BoundedSpanProcessor(batch, tally, maxQueueSize);
}

function positive(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? value : undefined;
}

/** Waits for `work` no longer than the deadline. Its failure is in the tally already. */
async function within(deadlineMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMs);
  });
  await Promise.race([work.catch(() => undefined), deadline]);
  clearTimeout(timer);
}
