import { getNumberFromEnv } from '@opentelemetry/core';

/** How spans are gathered for an export. */
export interface BatchSettings {
  /** Spans that may wait for one exporter. */
  readonly queueSize: number;
  /** Spans that may wait for the thread of the exporters. */
  readonly threadQueueSize: number;
  /** Spans of one export; so many are sent at once. */
  readonly batchSize: number;
  /** Milliseconds after which fewer are sent as well. */
  readonly delay: number;
  /** Milliseconds that an export may take, with everything that is tried again. */
  readonly timeout: number;
  /** Characters of a text that an attribute keeps. */
  readonly valueLength: number;
}

const QUEUE_SIZE = 16_384;
const THREAD_QUEUE_SIZE = 65_536;
/** The SDK has 512; an export costs as much as some hundred spans, and these make half a megabyte. */
const BATCH_SIZE = 2048;
/** The SDK waits for five seconds; here somebody waits for the trace of a request just made. */
const DELAY_MS = 1_000;
const TIMEOUT_MS = 30_000;

/** What the SDK's OTEL_BSP_* and attribute length variables say. Source: OpenTelemetry SDK environment variables. */
export function batchSettingsOfEnvironment(): BatchSettings {
  const given = positive('OTEL_BSP_MAX_QUEUE_SIZE');
  const queueSize = given ?? QUEUE_SIZE;
  return {
    queueSize,
    threadQueueSize: given ?? THREAD_QUEUE_SIZE,
    batchSize: Math.min(positive('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? BATCH_SIZE, queueSize),
    delay: positive('OTEL_BSP_SCHEDULE_DELAY') ?? DELAY_MS,
    timeout: positive('OTEL_BSP_EXPORT_TIMEOUT') ?? TIMEOUT_MS,
    valueLength:
      positive('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ??
      positive('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT') ??
      Infinity,
  };
}

function positive(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? value : undefined;
}
