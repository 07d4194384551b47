import type { TracingHandle } from '../../tracing/tracing-handle.js';
import type { GatewayPipeline } from '../model/pipeline-state.js';

/** How traces fare at this moment. */
export function gatewayPipeline(
  tracing: TracingHandle | undefined,
  console: { readonly dropped: number; readonly passedOver: number },
): GatewayPipeline {
  return {
    sampling: tracing?.sampling.all ?? [],
    lateSpans: tracing?.sampling.lateSpans ?? 0,
    recorder: tracing?.recorder.load ?? { roots: 0, bytes: 0, isFull: false },
    exporters: tracing?.exporter.counts ?? [],
    consoleDropped: console.dropped,
    consolePassedOver: console.passedOver,
  };
}
