/**
 * Entry of the export thread: the only place that loads exporters. It runs from a build, also in the tests.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { gatewayResource } from '../resource.js';
import { ExportLanes } from './export-lanes.js';
import type { ExportAnswer, ExportRequest, ExportThreadData } from './export-messages.js';
import { openExporter } from './exporters/open-exporter.js';
import { SdkLogger } from './exporters/sdk.logger.js';
import { startProblem } from './start-problem.js';

const port = parentPort!;
const { settings, batch, instanceId, program } = workerData as ExportThreadData;
const answer = (message: ExportAnswer): void => port.postMessage(message);

async function run(): Promise<void> {
  const log = SdkLogger.listen();
  // The resource names the program of the process, not the file of this thread.
  if (program !== undefined) process.argv[1] = program;
  const resource = await gatewayResource(settings, instanceId);
  await resource.waitForAsyncAttributes?.();
  const targets = await Promise.all(settings.exporters.map((name) => openExporter(name, settings, log)));
  let spans = 0;
  let bytes = 0;
  const lanes = new ExportLanes(targets, resource, batch, (counts) => {
    answer({ kind: 'counts', spans, bytes, lanes: counts });
    spans = 0;
    bytes = 0;
  });
  port.on('message', (request: ExportRequest) => {
    if (request.kind === 'close') {
      void lanes.close(request.deadlineMs).then(() => answer({ kind: 'closed' }));
      return;
    }
    spans += request.encoded.spans;
    bytes += request.bytes;
    lanes.take(request);
    // Left to the collector it would gather until the thread is stopped for a collection of everything.
    (request.encoded.numbers.buffer as ArrayBuffer).transfer(0);
  });
  answer({ kind: 'ready' });
}

try {
  await run();
} catch (error) {
  answer({ kind: 'refused', problem: startProblem(error) });
}
