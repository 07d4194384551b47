import { context, propagation, trace } from '@opentelemetry/api';
import { getBooleanFromEnv } from '@opentelemetry/core';
import type { TracingConfig } from '../config/tracing.config.js';
import { ExportThread } from './export/export-thread.js';
import { propagatorOfEnvironment } from './propagator.js';
import { Recorder } from './recorder/recorder.js';
import { RecorderProvider } from './recorder/recorder.provider.js';
import type { TraceConsumer } from './recorder/trace-consumer.js';
import { useUnrecordedTaker, type UnrecordedTaker } from './recorder/unrecorded-request.js';
import { spanLimitsOfEnvironment } from './recorder/trace-limits.js';
import { ConsistentRatio } from './sampling/consistent-ratio.js';
import { SamplingTally } from './sampling/sampling-tally.js';
import { SlowThresholds } from './sampling/slow-thresholds.js';
import { TailSampler } from './sampling/tail-sampler.js';
import { ScopeContextManager } from './scope.context-manager.js';
import { useRecorder } from './span.js';
import type { TracingHandle } from './tracing-handle.js';

/**
 * Lets spans be made, and starts the thread that exports what is kept of them. Propagators and span limits follow the
 * SDK's own OTEL_* variables. Load this module by `import()`, and only when tracing is on.
 * @param report gets one line a minute when spans are lost.
 * @param consumers get every trace, kept or not; nothing is exported for them where tracing is not enabled.
 * @throws TypeError for a wrong endpoint.
 */
export async function startTracing(
  config: TracingConfig,
  report: (line: string) => void,
  consumers: readonly TraceConsumer[] = [],
): Promise<TracingHandle> {
  const exporter = await ExportThread.start(config, report);
  const sampling = new SamplingTally();
  const recorder = new Recorder({
    sampler: samplerOf(
      config,
      consumers.some(({ gate }) => !gate),
    ),
    tally: sampling,
    consumers: [...consumers, exporter],
    spanLimits: spanLimitsOfEnvironment(),
  });
  context.setGlobalContextManager(new ScopeContextManager());
  propagation.setGlobalPropagator(propagatorOfEnvironment(report));
  trace.setGlobalTracerProvider(new RecorderProvider(recorder));
  if (!getBooleanFromEnv('OTEL_SDK_DISABLED')) useRecorder(recorder);
  useUnrecordedTaker(takerOf(consumers));
  let stopped: Promise<void> | undefined;
  const stop = async (deadlineMs: number): Promise<void> => {
    useRecorder(undefined);
    useUnrecordedTaker(undefined);
    recorder.close();
    await exporter.shutdown(deadlineMs);
    for (const api of [trace, context, propagation]) api.disable();
  };
  return {
    tally: exporter.tally,
    exporter,
    sampling,
    recorder,
    shutdown: (deadlineMs) => (stopped ??= stop(deadlineMs)),
  };
}

/** `undefined` when none of them takes requests that were not recorded. */
function takerOf(consumers: readonly TraceConsumer[]): UnrecordedTaker | undefined {
  const takers = consumers.filter(
    (consumer): consumer is TraceConsumer & UnrecordedTaker => consumer.takeUnrecorded !== undefined,
  );
  if (takers.length < 2) return takers[0];
  return {
    takeUnrecorded: (request) => {
      for (const taker of takers) taker.takeUnrecorded(request);
    },
  };
}

function samplerOf(config: TracingConfig, looksAtAll: boolean): TailSampler {
  const { sampleRate, keepErrors, keepSlow, samplingDryRun } = config;
  const hasSlow = Object.keys(keepSlow).length > 0;
  return new TailSampler({
    ratio: new ConsistentRatio(sampleRate),
    keepErrors: keepErrors === 0 ? undefined : keepErrors,
    keepSlow: hasSlow ? SlowThresholds.of(keepSlow) : undefined,
    exports: config.enabled,
    looksAtAll,
    isDryRun: samplingDryRun,
  });
}
