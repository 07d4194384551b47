import { SpanKind } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import { VERSION } from '../../config/version.js';
import { SpanSender } from '../../tracing/export/span-sender.js';
import { ThreadKeeper } from '../../tracing/export/thread-keeper.js';
import type { LocalRoot } from '../../tracing/recorder/local-root.js';
import type { RecordedSpan } from '../../tracing/recorder/recorded-span.js';
import type { TraceConsumer } from '../../tracing/recorder/trace-consumer.js';
import type { UnrecordedRequest } from '../../tracing/recorder/unrecorded-request.js';
import { SlowThresholds } from '../../tracing/sampling/slow-thresholds.js';
import type { TracingHandle } from '../../tracing/tracing-handle.js';
import type { ConsoleAnswer, ConsoleRequest, ConsoleThreadData } from './console-messages.js';
import { effectiveSettings } from './effective-settings.js';
import { gatewayPipeline } from './gateway-pipeline.js';
import { ListSender } from './list-sender.js';
import type { MetricsText } from './metrics-desk.js';
import { RequestTally } from './request-tally.js';
import { TraceBudget } from './trace-budget.js';

// The thread runs beside this file in a build; in the tests, which run the sources, it is that of the build as well.
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/console/thread/console.worker.js' : './console.worker.js',
  import.meta.url,
);

/** That may be on their way to the thread. */
const MAX_SPANS = 100_000;
const MAX_BYTES = 32 * 2 ** 20;
/** From the first trace after a quiet time to its sending. */
const MESSAGE_DELAY_MS = 50;
/** Between two packages where there are many. */
const MESSAGE_PAUSE_MS = 500;
/** Of the heap, besides the traces. */
const HEAP_MEGABYTES = 512;
/** Characters of a log line; a longer one is left out. */
const MAX_LINE = 64 * 1024;
const PIPELINE_MS = 1_000;
const TOKEN_BYTES = 24;
const CLOSE_MS = 3_000;

/**
 * The trace console, in a thread of its own: no search slows a request down, and the gateway outlives it. Every finished
 * local root is written down here, kept or not, and handed over together with others; what the thread has not taken is
 * bounded, and above that whole roots are lost. A thread that dies is started anew, and what it held in memory is lost.
 */
export class ConsoleThread implements TraceConsumer {
  /** Opens the console. */
  readonly token: string;
  private readonly logger = new Logger('Console');
  private readonly thread: ThreadKeeper<ConsoleRequest, ConsoleAnswer>;
  private readonly sender: SpanSender;
  private readonly lines: ListSender<string>;
  private readonly tally: RequestTally;
  private urls: readonly string[] = [];
  private gatewayUrl = '';
  /** Roots that did not get here because too many were on their way. */
  dropped = 0;
  /** Requests that did not come whole: more came than the budget allows. */
  passedOver = 0;
  /** Which requests come whole. */
  readonly gate: TraceBudget;
  private expose: ((isOpenMetrics: boolean) => Promise<MetricsText>) | undefined;
  private ticker: NodeJS.Timeout | undefined;

  private constructor(data: ConsoleThreadData, tracesPerSecond: number) {
    this.token = data.token;
    this.gate = new TraceBudget(tracesPerSecond, SlowThresholds.of(data.store.slow));
    this.thread = new ThreadKeeper({
      name: 'console',
      entry: ENTRY,
      data,
      heapMegabytes: HEAP_MEGABYTES + Math.ceil(data.store.maxBytes / 2 ** 20),
      onAnswer: (answer) => this.follow(answer),
      onDeath: (why) => this.died(why),
    });
    this.sender = new SpanSender({
      maxSpans: MAX_SPANS,
      maxBytes: MAX_BYTES,
      delay: MESSAGE_DELAY_MS,
      pause: MESSAGE_PAUSE_MS,
      isOpen: () => this.thread.isOpen,
      send: (spans) =>
        this.thread.post({ kind: 'spans', ...spans }, [spans.encoded.numbers.buffer as ArrayBuffer]),
    });
    this.lines = new ListSender((lines) => this.thread.post({ kind: 'lines', lines }));
    this.tally = new RequestTally((lists) => this.thread.post({ kind: 'unrecorded', lists }));
  }

  /** Ends when the console listens. @throws Error EADDRINUSE, EACCES… */
  static async start(settings: Settings): Promise<ConsoleThread> {
    const { console, tracing } = settings;
    const data: ConsoleThreadData = {
      addresses: console.port,
      token: console.token ?? randomBytes(TOKEN_BYTES).toString('base64url'),
      store: {
        maxTraces: console.traces,
        maxBytes: console.memory,
        file: console.store,
        service: tracing.serviceName,
        spanNames: tracing.spanNames,
        slow: tracing.keepSlow,
      },
      settings: effectiveSettings(settings),
      version: VERSION,
      startedAt: Date.now(),
    };
    const thread = new ConsoleThread(data, console.tracesPerSecond);
    await thread.thread.open();
    return thread;
  }

  /** Where it is opened, token and all. */
  get url(): string {
    return `${this.urls[0] ?? ''}/?token=${this.token}`;
  }

  take(root: LocalRoot): void {
    root.isAdmitted ||= this.gate.takes(root);
    if (!root.isAdmitted) this.passOver(root);
    else if (this.sender.add(root) === undefined) {
      this.dropped += 1;
      this.tally.addRoot(root);
    }
  }

  takeLate(root: LocalRoot, span: RecordedSpan): void {
    const isTaken = root.isAdmitted && this.sender.addLate(root, span);
    if (!isTaken && span === root.span) this.tally.addRoot(root);
  }

  /** It counts, though it has no spans; one that failed or was slow is there by itself. */
  takeUnrecorded(request: UnrecordedRequest): void {
    this.passedOver += 1;
    const isWanted = this.gate.takesUnrecorded(request);
    if (!isWanted || this.sender.add(request.record()) === undefined) this.tally.addUnrecorded(request);
  }

  /** A request that was recorded for others counts all the same. */
  private passOver(root: LocalRoot): void {
    if (root.span.kind === SpanKind.SERVER) this.passedOver += 1;
    this.tally.addRoot(root);
  }

  /** A line of the log, as JSON. */
  readonly takeLine = (json: string): void => {
    if (json.length <= MAX_LINE) this.lines.add(json);
  };

  /** Tells the console each second how traces fare. */
  watch(tracing: TracingHandle | undefined): void {
    const tell = (): void => this.thread.post({ kind: 'pipeline', gateway: gatewayPipeline(tracing, this) });
    this.ticker = setInterval(tell, PIPELINE_MS).unref();
    tell();
  }

  /** Who asks the console for the metrics gets what `expose` writes. */
  serveMetrics(expose: (isOpenMetrics: boolean) => Promise<MetricsText>): void {
    this.expose = expose;
  }

  /** @param url of the S3 API */
  listening(url: string): void {
    this.gatewayUrl = url;
    this.thread.post({ kind: 'listening', gatewayUrl: url });
  }

  /** Lets the console write what it has. Never fails. */
  async shutdown(): Promise<void> {
    clearInterval(this.ticker);
    this.sender.flush();
    await this.thread.close(CLOSE_MS);
  }

  private follow(answer: ConsoleAnswer): void {
    if (answer.kind === 'spans') this.sender.taken(answer.spans, answer.bytes);
    else if (answer.kind === 'lines') this.lines.taken();
    else if (answer.kind === 'unrecorded') this.tally.taken();
    else if (answer.kind === 'metrics') void this.tellMetrics(answer.id, answer.isOpenMetrics);
    else if (answer.kind === 'report') this.logger.warn(answer.line);
    else if (answer.kind === 'ready') {
      this.urls = answer.urls;
      if (this.gatewayUrl !== '') this.listening(this.gatewayUrl);
      this.lines.taken();
      this.tally.taken();
      this.sender.flush();
    }
  }

  private async tellMetrics(id: number, isOpenMetrics: boolean): Promise<void> {
    const text = await this.expose?.(isOpenMetrics).catch(() => undefined);
    this.thread.post({ kind: 'metrics', id, text });
  }

  private died(why: string): void {
    this.sender.reset();
    this.logger.error(`${why}; what it held in memory is lost`);
  }
}
