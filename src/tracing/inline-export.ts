import { getNumberFromEnv } from '@opentelemetry/core';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '../config/tracing.config.js';
import { BoundedSpanProcessor } from './bounded.span-processor.js';
import { CountingSpanExporter } from './counting.span-exporter.js';
import { ExportTally } from './export-tally.js';
import { SpanDecoder } from './export/span-decoder.js';
import { TraceEncoder } from './export/trace-encoder.js';
import { otlpSpanExporter } from './otlp.span-exporter.js';
import type { LocalRoot } from './recorder/local-root.js';
import type { RecordedSpan } from './recorder/recorded-span.js';
import type { TraceConsumer } from './recorder/trace-consumer.js';
import { gatewayResource } from './resource.js';

export class InlineExport implements TraceConsumer {
  private readonly encoder = new TraceEncoder();
  constructor(
    readonly tally: ExportTally,
    private readonly decoder: SpanDecoder,
    private readonly processor: BoundedSpanProcessor,
    private readonly close: () => void,
  ) {}
  static async start(config: TracingConfig, report: (line: string) => void): Promise<InlineExport> {
    const tally = new ExportTally({ report });
    const exporter = await otlpSpanExporter(config);
    const batch = new BatchSpanProcessor({
      exporter: new CountingSpanExporter(exporter, tally),
      maxQueueSize: getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048,
      scheduledDelayMillis: getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY'),
      exportTimeoutMillis: getNumberFromEnv('OTEL_BSP_EXPORT_TIMEOUT'),
    });
    const decoder = new SpanDecoder(await gatewayResource(config));
    return new InlineExport(
      tally,
      decoder,
      new BoundedSpanProcessor(batch, tally, getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048),
      () => void exporter.shutdown().catch(() => undefined),
    );
  }
  take(root: LocalRoot): void {
    if (!root.decision?.keep) return;
    this.encoder.add(root);
    this.flush();
  }
  takeLate(root: LocalRoot, span: RecordedSpan): void {
    this.encoder.addSpan(root, span);
    this.flush();
  }
  private flush(): void {
    const encoded = this.encoder.take();
    if (encoded) for (const span of this.decoder.decode(encoded)) this.processor.onEnd(span);
  }
  async shutdown(deadlineMs: number): Promise<void> {
    await Promise.race([
      this.processor.shutdown().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, deadlineMs).unref()),
    ]);
    this.tally.close();
    this.close();
  }
}
