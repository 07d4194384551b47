import { getNumberFromEnv } from '@opentelemetry/core';
import type { TracingConfig } from '../../config/tracing.config.js';
import { ThreadKeeper } from '../../tracing/export/thread-keeper.js';
import { INSTANCE_ID } from '../../tracing/instance-id.js';
import type { MetricsRegistry } from '../metrics-registry.js';
import type { OtlpAnswer, OtlpRequest, OtlpThreadData } from './otlp-messages.js';

// The thread runs beside this file in a build; in the tests, which run the sources, it is that of the build as well.
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/metrics/otlp/metrics.worker.js' : './metrics.worker.js',
  import.meta.url,
);

const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 30_000;
const REPORT_INTERVAL_MS = 60_000;
const HEAP_MEGABYTES = 128;
/** Of an error, in a line of the log. */
const MAX_MESSAGE = 300;

/**
 * Sends all metrics to the receiver of the traces, every minute and at the end. Here the numbers are only put together;
 * they become OTLP in a thread of its own. While one export is under way no other one begins.
 */
export class OtlpMetrics {
  private readonly thread: ThreadKeeper<OtlpRequest, OtlpAnswer>;
  private timer: NodeJS.Timeout | undefined;
  private isUnderWay = false;
  private reading: Promise<void> = Promise.resolve();
  private reportedAt = -Infinity;

  private constructor(
    private readonly registry: MetricsRegistry,
    config: TracingConfig,
    private readonly report: (line: string) => void,
  ) {
    this.thread = new ThreadKeeper({
      name: 'metrics',
      entry: ENTRY,
      data: threadData(config),
      heapMegabytes: HEAP_MEGABYTES,
      onAnswer: (answer) => this.follow(answer),
      onDeath: (why) => this.failed(why),
    });
  }

  /**
   * Ends when the exporter is made. The interval is OTEL_METRIC_EXPORT_INTERVAL, in milliseconds.
   * @param report gets one line a minute when metrics are not delivered
   * @throws TypeError for a wrong endpoint
   */
  static async start(
    registry: MetricsRegistry,
    config: TracingConfig,
    report: (line: string) => void,
  ): Promise<OtlpMetrics> {
    const metrics = new OtlpMetrics(registry, config, report);
    await metrics.thread.open();
    const interval = positive('OTEL_METRIC_EXPORT_INTERVAL') ?? INTERVAL_MS;
    metrics.timer = setInterval(() => metrics.send(), interval).unref();
    return metrics;
  }

  /** Sends the last numbers, for at most `deadlineMs` milliseconds, and ends the thread. Never fails. */
  async shutdown(deadlineMs: number): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
    this.isUnderWay = false;
    this.send();
    await this.reading;
    await this.thread.close(deadlineMs);
  }

  private send(): void {
    if (this.isUnderWay || !this.thread.isOpen) return;
    this.isUnderWay = true;
    this.reading = this.read().catch((error: unknown) => this.failed(String(error)));
  }

  private async read(): Promise<void> {
    await this.registry.visit((family) => this.thread.post({ kind: 'family', family }));
    this.thread.post({ kind: 'send', time: Date.now() });
  }

  private follow(answer: OtlpAnswer): void {
    if (answer.kind !== 'sent') return;
    this.isUnderWay = false;
    if (answer.problem !== undefined) this.failed(answer.problem);
  }

  private failed(why: string): void {
    this.isUnderWay = false;
    const now = performance.now();
    if (now - this.reportedAt < REPORT_INTERVAL_MS) return;
    this.reportedAt = now;
    this.report(`metrics were not delivered: ${why.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE)}`);
  }
}

/** Secret fields are not enumerable: they are named here. */
function threadData(config: TracingConfig): OtlpThreadData {
  const { endpoint, environment, insecure, serviceName, useHttp } = config;
  const headers = { ...config.headers };
  return {
    settings: { endpoint, environment, headers, insecure, serviceName, useHttp },
    instanceId: INSTANCE_ID,
    program: process.argv[1],
    startTime: performance.timeOrigin,
    timeout: positive('OTEL_METRIC_EXPORT_TIMEOUT') ?? TIMEOUT_MS,
  };
}

function positive(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? value : undefined;
}
