import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { environmentVariables } from '../../config/environment.js';
import { SettingsError } from '../../config/settings.error.js';
import type { TracingConfig } from '../../config/tracing.config.js';
import { ExportTally } from '../export-tally.js';
import type { LocalRoot } from '../recorder/local-root.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import type { TraceConsumer } from '../recorder/trace-consumer.js';
import { batchSettingsOfEnvironment } from './batch-settings.js';
import { ExportAccounts, type ExporterCounts } from './export-accounts.js';
import type { ExportAnswer, ExportRequest, ExportThreadData, StartProblem } from './export-messages.js';
import { TraceEncoder } from './trace-encoder.js';

// The thread runs beside this file in a build; in the tests, which run the sources, it is that of the build as well.
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/tracing/export/export.worker.js' : './export.worker.js',
  import.meta.url,
);

/** Of one message. */
const MESSAGE_BYTES = 64 * 2 ** 10;
const MESSAGE_DELAY_MS = 100;
/** That may be on their way to the thread. */
const MAX_WAITING_BYTES = 64 * 2 ** 20;
/** Of the heap of the thread: a thread that runs out of it ends alone. */
const HEAP_MEGABYTES = 512;
/** Between two starts of the thread. */
const RESTART_MS = 5_000;
/** Left of the deadline of a shutdown for the last words of the thread. */
const LAST_WORDS_MS = 50;

/**
 * Exports kept traces in a thread of its own, the only one that has exporters. Here a trace is only written down, and
 * given to the thread together with others; what the thread has not taken is bounded, and above that whole traces are
 * lost. A thread that dies is started anew, and what it held is lost.
 */
export class ExportThread implements TraceConsumer {
  /** The sum over all exporters. */
  readonly tally: ExportTally;
  private readonly accounts: ExportAccounts;
  /** As it was at the start, for every thread. */
  private readonly environment = environmentVariables();
  private readonly data: ExportThreadData;
  private readonly messageDelay: number;
  private encoder = new TraceEncoder();
  /** Spans and bytes that were sent, and not yet taken. */
  private sentSpans = 0;
  private sentBytes = 0;
  /** Were refused: what comes late of them is refused too. */
  private readonly refused = new WeakSet<LocalRoot>();
  private worker: Worker | undefined;
  private openedAt = -Infinity;
  private isReady = false;
  private isClosed = false;
  private messageTimer: NodeJS.Timeout | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private onClosed: (() => void) | undefined;

  private constructor(config: TracingConfig, report: (line: string) => void) {
    this.tally = new ExportTally({ report });
    const settings = plain(config);
    this.accounts = new ExportAccounts(settings.exporters, this.tally);
    const batch = batchSettingsOfEnvironment();
    this.data = { settings, batch, instanceId: randomUUID(), program: process.argv[1] };
    this.messageDelay = Math.min(MESSAGE_DELAY_MS, batch.delay);
  }

  /**
   * Ends when the exporters are made. Without any exporter, or with export off, there is no thread either.
   * @param report gets one line a minute when spans are lost
   * @throws TypeError for a wrong endpoint, SettingsError for an exporter that cannot be as it is configured
   */
  static async start(config: TracingConfig, report: (line: string) => void): Promise<ExportThread> {
    const thread = new ExportThread(config, report);
    if (thread.data.settings.exporters.length > 0) await thread.open();
    else thread.isClosed = true;
    return thread;
  }

  /** One for each exporter. */
  get counts(): readonly ExporterCounts[] {
    return this.accounts.counts;
  }

  /** Spans handed over for export, and those that were lost before any exporter, by reason. */
  get handover(): Pick<ExportAccounts, 'handedOver' | 'lost'> {
    return this.accounts;
  }

  take(root: LocalRoot): void {
    if (root.decision?.keep !== true || this.isClosed) return;
    if (!this.hasRoom(root.spans.length)) {
      this.refused.add(root);
      return this.refuse(root.spans.length - root.open);
    }
    const { encoder } = this;
    const before = encoder.spans;
    encoder.add(root);
    this.added(encoder.spans - before);
  }

  takeLate(root: LocalRoot, span: RecordedSpan): void {
    if (root.decision?.keep !== true || this.isClosed) return;
    if (this.refused.has(root) || !this.hasRoom(1)) return this.refuse(1);
    this.encoder.addSpan(root, span);
    this.added(1);
  }

  /** Delivers what waits, for at most `deadlineMs` milliseconds, and ends the thread. Never fails. */
  async shutdown(deadlineMs: number): Promise<void> {
    if (this.isClosed) return;
    this.send();
    this.isClosed = true;
    clearTimeout(this.restartTimer);
    await this.close(deadlineMs);
    this.accounts.lose('shutdown', 'tracing was shut down before they were delivered');
    this.tally.close();
  }

  private hasRoom(spans: number): boolean {
    const { encoder, data } = this;
    return (
      this.sentSpans + encoder.spans + spans <= data.batch.threadQueueSize &&
      this.sentBytes + encoder.bytes < MAX_WAITING_BYTES
    );
  }

  private refuse(spans: number): void {
    const { threadQueueSize } = this.data.batch;
    this.accounts.refuse(spans, 'export_queue_full', `the queue of ${threadQueueSize} spans is full`);
  }

  private added(spans: number): void {
    this.accounts.handOver(spans);
    if (this.encoder.bytes >= MESSAGE_BYTES) this.send();
    else this.messageTimer ??= setTimeout(this.send, this.messageDelay).unref();
  }

  /** What was written down goes to the thread; it stays while there is none. */
  private readonly send = (): void => {
    clearTimeout(this.messageTimer);
    this.messageTimer = undefined;
    if (!this.worker) return;
    const { bytes } = this.encoder;
    const encoded = this.encoder.take();
    if (!encoded) return;
    this.sentSpans += encoded.spans;
    this.sentBytes += bytes;
    this.post({ kind: 'spans', encoded, bytes }, [encoded.numbers.buffer as ArrayBuffer]);
  };

  private post(request: ExportRequest, transferred: ArrayBuffer[] = []): void {
    this.worker?.postMessage(request, transferred);
  }

  private open(): Promise<void> {
    const worker = new Worker(ENTRY, {
      workerData: this.data,
      name: 'export',
      execArgv: [],
      env: this.environment,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    this.worker = worker;
    this.openedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let cause: Error | undefined;
    worker.on('message', (answer: ExportAnswer) => {
      if (answer.kind === 'counts') return this.follow(answer);
      if (answer.kind === 'closed') return this.onClosed?.();
      if (answer.kind === 'refused') {
        cause = problemOf(answer.problem);
        return void worker.terminate();
      }
      worker.unref();
      this.isReady = true;
      resolve();
    });
    worker.on('error', (error: Error) => (cause = error));
    worker.on('exit', () => {
      reject(cause ?? new Error('the export thread has ended'));
      this.died(cause);
    });
    return promise;
  }

  private follow({ spans, bytes, lanes }: Extract<ExportAnswer, { kind: 'counts' }>): void {
    this.sentSpans -= spans;
    this.sentBytes -= bytes;
    this.accounts.update(lanes);
  }

  private died(cause: Error | undefined): void {
    this.worker = undefined;
    this.onClosed?.();
    if (!this.isReady || this.isClosed) return;
    // A new thread does not know the names that the encoder takes for known.
    this.encoder = new TraceEncoder();
    this.sentSpans = 0;
    this.sentBytes = 0;
    this.accounts.lose('thread_died', `the export thread has ended: ${cause?.message ?? 'nothing said why'}`);
    const wait = Math.max(0, this.openedAt + RESTART_MS - performance.now());
    this.restartTimer = setTimeout(() => this.reopen(), wait).unref();
  }

  private reopen(): void {
    this.open().catch(() => undefined);
    this.worker?.unref();
    this.send();
  }

  private async close(deadlineMs: number): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onClosed = resolve;
    const timer = setTimeout(resolve, deadlineMs);
    worker.ref();
    this.post({ kind: 'close', deadlineMs: Math.max(0, deadlineMs - LAST_WORDS_MS) });
    await promise;
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Secret fields are not enumerable: they are named here. */
function plain(config: TracingConfig): ExportThreadData['settings'] {
  const { endpoint, environment, file, insecure, serviceName, useHttp, zipkinEndpoint } = config;
  const exporters = config.enabled ? config.exporters : [];
  const headers = { ...config.headers };
  return { endpoint, environment, exporters, file, headers, insecure, serviceName, useHttp, zipkinEndpoint };
}

function problemOf({ name, message }: StartProblem): Error {
  if (name === 'SettingsError') return new SettingsError([message]);
  return name === 'TypeError' ? new TypeError(message) : new Error(message);
}
