import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExportTally } from './export-tally.js';

/** Passes spans on and counts what was delivered and what was lost. */
export class CountingSpanExporter implements SpanExporter {
  constructor(
    private readonly inner: SpanExporter,
    private readonly tally: ExportTally,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const { length } = spans;
    this.tally.hand(length);
    this.inner.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.tally.deliver(length);
      else this.tally.fail(length, `export failed: ${result.error?.message ?? 'no reason given'}`);
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }
}
