/**
 * Entry of the thread that sends metrics by OTLP: the only place that loads exporters of metrics. It runs from a build,
 * also in the tests.
 */
import { ExportResultCode } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { parentPort, workerData } from 'node:worker_threads';
import { startProblem } from '../../tracing/export/start-problem.js';
import { gatewayResource } from '../../tracing/resource.js';
import type { FamilySnapshot } from '../metrics-registry.js';
import { resourceMetrics } from './otlp-data.js';
import { openOtlpExporter, type MetricExporter, type ResourceMetrics } from './otlp-exporter.js';
import type { OtlpAnswer, OtlpRequest, OtlpThreadData } from './otlp-messages.js';

const port = parentPort!;
const { settings, instanceId, program, startTime, timeout } = workerData as OtlpThreadData;
const answer = (message: OtlpAnswer): void => port.postMessage(message);

/** Ends with what kept the metrics from being delivered. */
function send(exporter: MetricExporter, metrics: ResourceMetrics): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`no answer within ${timeout} ms`), timeout);
    exporter.export(metrics, ({ code, error }) => {
      clearTimeout(timer);
      const why = error?.message || error?.name || 'no reason given';
      resolve(code === ExportResultCode.SUCCESS ? undefined : why);
    });
  });
}

function serve(exporter: MetricExporter, resource: Resource): void {
  const families = new Map<string, FamilySnapshot>();
  let sending: Promise<void> = Promise.resolve();
  const close = async (deadlineMs: number): Promise<void> => {
    const deadline = new Promise<void>((resolve) => void setTimeout(resolve, deadlineMs));
    await Promise.race([sending, deadline]);
    await Promise.race([exporter.shutdown().catch(() => undefined), deadline]);
    answer({ kind: 'closed' });
  };
  port.on('message', (request: OtlpRequest) => {
    if (request.kind === 'family') families.set(request.family.name, request.family);
    else if (request.kind === 'close') void close(request.deadlineMs);
    else {
      const metrics = resourceMetrics(families.values(), resource, { startTime, time: request.time });
      families.clear();
      sending = send(exporter, metrics).then((problem) => answer({ kind: 'sent', problem }));
    }
  });
}

try {
  // The resource names the program of the process, not the file of this thread.
  if (program !== undefined) process.argv[1] = program;
  const resource = await gatewayResource(settings, instanceId);
  await resource.waitForAsyncAttributes?.();
  serve(await openOtlpExporter(settings), resource);
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'refused', problem: startProblem(error) });
}
