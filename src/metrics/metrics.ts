import { Logger } from '@nestjs/common';
import type { RequestListener } from 'node:http';
import type { TracingConfig } from '../config/tracing.config.js';
import { VERSION } from '../config/version.js';
import type { TraceConsumer } from '../tracing/recorder/trace-consumer.js';
import type { TracingHandle } from '../tracing/tracing-handle.js';
import { MetricsConsumer } from './metrics.consumer.js';
import { metricsHandler } from './metrics.handler.js';
import { MetricsRegistry } from './metrics-registry.js';
import type { OtlpMetrics } from './otlp/otlp-metrics.js';
import { posixFamilies } from './posix.families.js';
import { PosixMetrics } from './posix-metrics.js';
import { requestFamilies } from './request.families.js';
import { RequestMetrics } from './request-metrics.js';
import { tracingFamilies } from './tracing.families.js';

/** Traces are flushed before, and both have to be done when the process ends. */
const FLUSH_DEADLINE_MS = 2_000;

/** What is measured besides traces. */
export interface MetricsSources {
  /** `undefined` when no spans are made at all. */
  readonly tracing: TracingHandle | undefined;
  /** Requests under way. */
  readonly inFlight: () => number;
}

/** The metrics of the gateway. */
export class Metrics {
  /** Gets every trace. */
  readonly consumer: TraceConsumer;
  readonly registry = new MetricsRegistry();
  /** Serves `/metrics`. */
  readonly handle: RequestListener = metricsHandler(this.registry);

  private sender: OtlpMetrics | undefined;

  constructor(private readonly config: TracingConfig) {
    const requests = new RequestMetrics(config.serviceName, config.enabled);
    const posix = new PosixMetrics();
    this.consumer = new MetricsConsumer(requests, posix);
    this.registry.add([...requestFamilies(requests), ...posixFamilies(posix)]);
  }

  /** Called once, when all is there that is measured. */
  watch({ tracing, inFlight }: MetricsSources): void {
    this.registry.add([
      {
        name: 'glassgate_requests_in_flight',
        help: 'Requests under way.',
        type: 'gauge',
        samples: () => [{ value: inFlight(), labels: {} }],
      },
      {
        name: 'glassgate_build_info',
        help: 'Always 1; the version of the gateway.',
        type: 'gauge',
        samples: () => [{ value: 1, labels: { version: VERSION } }],
      },
    ]);
    if (tracing) this.registry.add(tracingFamilies(tracing));
  }

  /** Sends the metrics by OTLP from now on. @throws TypeError for a wrong endpoint */
  async send(): Promise<void> {
    const { OtlpMetrics: Sender } = await import('./otlp/otlp-metrics.js');
    const logger = new Logger('Metrics');
    this.sender = await Sender.start(this.registry, this.config, (line) => logger.warn(line));
  }

  /** Sends the last numbers if any are sent, for at most two seconds. Never fails. */
  async shutdown(): Promise<void> {
    await this.sender?.shutdown(FLUSH_DEADLINE_MS);
  }
}
