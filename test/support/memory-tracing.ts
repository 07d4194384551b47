import { context } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanDecoder } from '../../src/tracing/export/span-decoder.js';
import { TraceEncoder } from '../../src/tracing/export/trace-encoder.js';
import { RecordedSpan } from '../../src/tracing/recorder/recorded-span.js';
import { Recorder } from '../../src/tracing/recorder/recorder.js';
import { ConsistentRatio } from '../../src/tracing/sampling/consistent-ratio.js';
import { SamplingTally } from '../../src/tracing/sampling/sampling-tally.js';
import { TailSampler } from '../../src/tracing/sampling/tail-sampler.js';
import { ScopeContextManager } from '../../src/tracing/scope.context-manager.js';
import { useRecorder } from '../../src/tracing/span.js';
import { startRequest } from './plain-request.js';

const RULES = {
  ratio: new ConsistentRatio(1),
  keepErrors: undefined,
  keepSlow: undefined,
  exports: true,
  looksAtAll: true,
  isDryRun: false,
};

/** Tracing whose spans stay in the process. */
export class MemoryTracing {
  private recorder: Recorder | undefined;

  /** Replaces whatever tracing was there. */
  start(): void {
    context.setGlobalContextManager(new ScopeContextManager());
    const sampler = new TailSampler(RULES);
    this.recorder = new Recorder({ sampler, tally: new SamplingTally(), consumers: [] });
    useRecorder(this.recorder);
  }

  stop(): void {
    useRecorder(undefined);
    this.recorder?.close();
    context.disable();
  }

  /**
   * Runs `body` inside a request and gives the spans that were finished meanwhile, in the order of their ends, without
   * that of the request.
   */
  async spansOf(body: () => unknown): Promise<ReadableSpan[]> {
    const request = startRequest('S3.GetObject');
    await request.run(async () => body());
    if (!(request.span instanceof RecordedSpan)) return [];
    const { root } = request.span;
    const ended = root.spans.filter(({ endTime }) => endTime !== undefined);
    const encoder = new TraceEncoder();
    for (const span of ended.toSorted((a, b) => a.endTime! - b.endTime!)) encoder.addSpan(root, span);
    const encoded = encoder.take();
    return encoded ? new SpanDecoder(resourceFromAttributes({})).decode(encoded) : [];
  }
}
