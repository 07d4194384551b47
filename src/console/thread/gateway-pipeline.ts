import type { TracingHandle } from '../../tracing/tracing-handle.js';
import type { GatewayPipeline } from '../model/pipeline-state.js';

/** How traces fare at this moment. @param consoleDropped roots that did not get to the console */
export function gatewayPipeline(tracing: TracingHandle | undefined, consoleDropped: number): GatewayPipeline {
  return {
    sampling: tracing?.sampling.all ?? [],
    lateSpans: tracing?.sampling.lateSpans ?? 0,
    recorder: tracing?.recorder.load ?? { roots: 0, bytes: 0, isFull: false },
    exporters: tracing?.exporter.counts ?? [],
    consoleDropped,
  };
}
