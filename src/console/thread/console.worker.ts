/**
 * Entry of the console's thread: the only place that holds traces and serves the console. It runs from a build, also in
 * the tests.
 */
import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { startProblem } from '../../tracing/export/start-problem.js';
import { openConsole } from '../http/open-console.js';
import type { GatewayPipeline } from '../model/pipeline-state.js';
import { logLineOf } from '../store/log-line.js';
import { TraceStore } from '../store/trace-store.js';
import { MetricsDesk } from './metrics-desk.js';
import type { ConsoleAnswer, ConsoleRequest, ConsoleThreadData } from './console-messages.js';

const port = parentPort!;
const { addresses, token, store: options, settings, version, startedAt } = workerData as ConsoleThreadData;
const answer = (message: ConsoleAnswer): void => port.postMessage(message);

let gateway: GatewayPipeline | undefined;
let gatewayUrl = '';

async function run(): Promise<void> {
  const report = (line: string): void => answer({ kind: 'report', line });
  const store = new TraceStore(options, report);
  const desk = new MetricsDesk((id, isOpenMetrics) => answer({ kind: 'metrics', id, isOpenMetrics }));
  const console = await openConsole({
    store,
    report,
    metrics: (isOpenMetrics) => desk.ask(isOpenMetrics),
    addresses,
    token,
    gatewayUrl: () => gatewayUrl,
    pipeline: () => gateway && { gateway, store: store.state(), settings, version, startedAt },
  });
  const close = async (): Promise<void> => {
    await console.close();
    store.close();
    answer({ kind: 'closed' });
  };
  const handle = (request: ConsoleRequest): void => {
    if (request.kind === 'spans') {
      store.addEncoded(request.encoded);
      answer({ kind: 'spans', spans: request.encoded.spans, bytes: request.bytes });
    } else if (request.kind === 'lines') {
      addLines(store, request.lines);
      answer({ kind: 'lines' });
    } else if (request.kind === 'unrecorded') {
      for (const list of request.lists) store.countOutcomes(list);
      answer({ kind: 'unrecorded' });
    } else if (request.kind === 'metrics') desk.answered(request.id, request.text);
    else if (request.kind === 'pipeline') gateway = request.gateway;
    else if (request.kind === 'listening') gatewayUrl = request.gatewayUrl;
    else void close();
  };
  answer({ kind: 'ready', urls: console.urls });
  // The gateway need not wait for that; what it sends meanwhile does.
  store.restore();
  port.on('message', handle);
}

function addLines(store: TraceStore, lines: readonly string[]): void {
  for (const json of lines) {
    const line = logLineOf(json);
    if (line) store.addLog(line);
  }
}

try {
  await run();
} catch (error) {
  answer({ kind: 'refused', problem: startProblem(error) });
}
