import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { RequestSpan } from '../../src/tracing/request-span.js';
import { useTracer } from '../../src/tracing/span.js';

/** Tracing that keeps finished spans in the process. */
export class MemoryTracing {
  private readonly exporter = new InMemorySpanExporter();

  /** Replaces whatever tracing was there. */
  start(): void {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const provider = new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter: this.exporter })],
    });
    useTracer(provider.getTracer('test'));
  }

  stop(): void {
    useTracer(undefined);
    context.disable();
  }

  /** Runs `body` inside a request and gives the spans that were finished meanwhile, without that of the request. */
  async spansOf(body: () => unknown): Promise<ReadableSpan[]> {
    this.exporter.reset();
    const request = RequestSpan.start('S3.GetObject', {}, () => ({}));
    await request?.run(async () => body());
    return this.exporter.getFinishedSpans();
  }
}
