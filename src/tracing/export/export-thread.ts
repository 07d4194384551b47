import type { TracingConfig } from '../../config/tracing.config.js';
import { ExportTally } from '../export-tally.js';
import { INSTANCE_ID } from '../instance-id.js';
import type { LocalRoot } from '../recorder/local-root.js';
import type { RecordedSpan } from '../recorder/recorded-span.js';
import type { TraceConsumer } from '../recorder/trace-consumer.js';
import { batchSettingsOfEnvironment } from './batch-settings.js';
import { ExportAccounts, type ExporterCounts } from './export-accounts.js';
import type { ExportAnswer, ExportRequest, ExportThreadData } from './export-messages.js';
import { SpanSender } from './span-sender.js';
import { ThreadKeeper } from './thread-keeper.js';

// The thread runs beside this file in a build; in the tests, which run the sources, it is that of the build as well.
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/tracing/export/export.worker.js' : './export.worker.js',
  import.meta.url,
);

const MESSAGE_DELAY_MS = 100;
const HEAP_MEGABYTES = 512;

/**
 * Exports kept traces in a thread of its own, the only one that has exporters. Here a trace is only written down, and
 * given to the thread together with others; what the thread has not taken is bounded, and above that whole traces are
 * lost. A thread that dies is started anew, and what it held is lost.
 */
export class ExportThread implements TraceConsumer {
  /** The sum over all exporters. */
  readonly tally: ExportTally;
  private readonly accounts: ExportAccounts;
  private readonly data: ExportThreadData;
  private readonly sender: SpanSender;
  private readonly thread: ThreadKeeper<ExportRequest, ExportAnswer>;
  private isClosed = false;

  private constructor(config: TracingConfig, report: (line: string) => void) {
    this.tally = new ExportTally({ report });
    const settings = plain(config);
    this.accounts = new ExportAccounts(settings.exporters, this.tally);
    const batch = batchSettingsOfEnvironment();
    this.data = { settings, batch, instanceId: INSTANCE_ID, program: process.argv[1] };
    this.thread = new ThreadKeeper({
      name: 'export',
      entry: ENTRY,
      data: this.data,
      heapMegabytes: HEAP_MEGABYTES,
      onAnswer: (answer) => this.follow(answer),
      onDeath: (why) => this.died(why),
    });
    this.sender = new SpanSender({
      maxSpans: batch.threadQueueSize,
      delay: Math.min(MESSAGE_DELAY_MS, batch.delay),
      isOpen: () => this.thread.isOpen,
      send: (spans) =>
        this.thread.post({ kind: 'spans', ...spans }, [spans.encoded.numbers.buffer as ArrayBuffer]),
    });
  }

  /**
   * Ends when the exporters are made. Without any exporter, or with export off, there is no thread either.
   * @param report gets one line a minute when spans are lost
   * @throws TypeError for a wrong endpoint, SettingsError for an exporter that cannot be as it is configured
   */
  static async start(config: TracingConfig, report: (line: string) => void): Promise<ExportThread> {
    const thread = new ExportThread(config, report);
    if (thread.data.settings.exporters.length > 0) await thread.thread.open();
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
    const spans = this.sender.add(root);
    if (spans === undefined) this.refuse(root.spans.length - root.open);
    else this.accounts.handOver(spans);
  }

  takeLate(root: LocalRoot, span: RecordedSpan): void {
    if (root.decision?.keep !== true || this.isClosed) return;
    if (this.sender.addLate(root, span)) this.accounts.handOver(1);
    else this.refuse(1);
  }

  /** Delivers what waits, for at most `deadlineMs` milliseconds, and ends the thread. Never fails. */
  async shutdown(deadlineMs: number): Promise<void> {
    if (this.isClosed) return;
    this.sender.flush();
    this.isClosed = true;
    await this.thread.close(deadlineMs);
    this.accounts.lose('shutdown', 'tracing was shut down before they were delivered');
    this.tally.close();
  }

  private refuse(spans: number): void {
    const { threadQueueSize } = this.data.batch;
    this.accounts.refuse(
      spans,
      'export_queue_full',
      `the queue of ${threadQueueSize} spans or 64 MiB is full`,
    );
  }

  private follow(answer: ExportAnswer): void {
    // A thread that was started anew takes what waits here.
    if (answer.kind === 'ready') this.sender.flush();
    if (answer.kind !== 'counts') return;
    this.sender.taken(answer.spans, answer.bytes);
    this.accounts.update(answer.lanes);
  }

  private died(why: string): void {
    this.sender.reset();
    this.accounts.lose('thread_died', why);
  }
}

/** Secret fields are not enumerable: they are named here. */
function plain(config: TracingConfig): ExportThreadData['settings'] {
  const { endpoint, environment, file, insecure, serviceName, useHttp, zipkinEndpoint } = config;
  const exporters = config.enabled ? config.exporters : [];
  const headers = { ...config.headers };
  return { endpoint, environment, exporters, file, headers, insecure, serviceName, useHttp, zipkinEndpoint };
}
