import { ExportResultCode } from '@opentelemetry/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchSettings } from './batch-settings.js';
import type { DropReason, LaneCounts } from './export-messages.js';
import type { ExportTarget } from './export-target.js';
import { RejectionError } from './rejection.error.js';
import type { SpanBatch, SpanForm, SpanGroup } from './span-form.js';
import { SpanQueue } from './span-queue.js';

const MAX_QUEUE_BYTES = 64 * 2 ** 20;
/** Of one export: a collector takes 4 MiB by gRPC, and spans whose size is only estimated may be three times as large. */
const MAX_EXPORT_BYTES = 2 ** 20;
/** From the beginning of a flush on nothing is tried again for longer: a receiver that is gone must not hold up the end. */
const FLUSH_RETRY_MS = 1_000;
/** Exports that were given up but may still be answered; as long as there are so many no more are begun. */
const MAX_UNANSWERED = 32;
/** Of an error, in a line of the log. */
const MAX_MESSAGE = 300;

/** What was lost of an export, and why. */
interface Failure {
  readonly spans: number;
  readonly reason: DropReason;
  readonly why: string;
}

/**
 * The way to one exporter: a bounded queue, batches, what is tried again, and what became of every span. It knows of no
 * other lane, and whatever its exporter does harms none.
 */
export class ExportLane<Group extends SpanGroup, Batch extends SpanBatch> {
  private readonly queue: SpanQueue<Group>;
  private readonly dropped: Partial<Record<DropReason, number>> = {};
  private readonly closing = new AbortController();
  private exported = 0;
  private inFlight = 0;
  private active = 0;
  private unanswered = 0;
  private why = '';
  private timer: NodeJS.Timeout | undefined;
  /** What waits is sent, however little it is. */
  private isDue = false;
  /** When the flush began, of `performance.now()`. */
  private flushedAt: number | undefined;
  private idle: (() => void) | undefined;

  /** @param changed called whenever `counts` say something else */
  constructor(
    private readonly target: ExportTarget<Batch>,
    private readonly form: Pick<SpanForm<Group, Batch>, 'batch'>,
    private readonly batch: Pick<BatchSettings, 'queueSize' | 'batchSize' | 'delay' | 'timeout'>,
    private readonly changed: () => void,
  ) {
    this.queue = new SpanQueue(batch.queueSize, MAX_QUEUE_BYTES);
  }

  get counts(): LaneCounts {
    const { exported, inFlight, dropped, why, queue, target } = this;
    return { name: target.name, exported, queued: queue.length, inFlight, dropped: { ...dropped }, why };
  }

  /**
   * Takes all of them, or loses all of them when they do not fit.
   * @param bytes that they take
   * @param read gives them, if they fit
   */
  offer(spans: number, bytes: number, read: () => Group): void {
    if (this.queue.hasRoom(spans, bytes)) {
      this.queue.add(read());
      this.pump();
    } else
      this.drop(spans, 'exporter_queue_full', `the queue of ${this.batch.queueSize} spans or 64 MiB is full`);
    this.changed();
  }

  /** Delivers all that waits, or loses it; ends when nothing is left. */
  async flush(): Promise<void> {
    this.flushedAt = performance.now();
    this.pump();
    if (this.active > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  /** Gives up what is not delivered; answers that come later do not count. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    clearTimeout(this.timer);
    const left = this.queue.length + this.inFlight;
    if (left > 0) this.drop(left, 'shutdown', 'tracing was shut down before they were delivered');
    this.queue.clear();
    this.inFlight = 0;
    this.idle?.();
    this.changed();
  }

  async shutdown(): Promise<void> {
    await this.target.exporter.shutdown();
  }

  private pump(): void {
    const { queue, batch, target, form } = this;
    const isDue = (): boolean =>
      queue.length >= batch.batchSize || this.isDue || this.flushedAt !== undefined;
    while (queue.length > 0 && this.active < target.concurrency && isDue())
      void this.send(form.batch(queue.take(batch.batchSize, MAX_EXPORT_BYTES)));
    if (queue.length === 0) {
      this.isDue = false;
      clearTimeout(this.timer);
      this.timer = undefined;
    } else if (!isDue()) this.timer ??= setTimeout(() => this.due(), batch.delay);
    if (this.active === 0 && queue.length === 0) this.idle?.();
  }

  private due(): void {
    this.timer = undefined;
    this.isDue = true;
    this.pump();
    this.changed();
  }

  private async send(spans: Batch): Promise<void> {
    this.active += 1;
    this.inFlight += spans.length;
    const failure = await this.deliver(spans);
    this.active -= 1;
    if (this.closing.signal.aborted) return;
    this.inFlight -= spans.length;
    this.exported += spans.length - (failure?.spans ?? 0);
    if (failure) this.drop(failure.spans, failure.reason, failure.why);
    this.pump();
    this.changed();
  }

  private get lastRetry(): number {
    return this.flushedAt === undefined ? Infinity : this.flushedAt + FLUSH_RETRY_MS;
  }

  /** Tries until it succeeds, the time is over, or there is no hope. `undefined`: the spans were taken. */
  private async deliver(spans: Batch): Promise<Failure | undefined> {
    const { target, batch, closing } = this;
    const { length } = spans;
    const end = performance.now() + batch.timeout;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(spans, end - performance.now());
      if (outcome === undefined) return undefined;
      if (outcome === 'timeout')
        return {
          spans: length,
          reason: 'export_timeout',
          why: `export failed: no answer within ${batch.timeout} ms`,
        };
      if (outcome instanceof RejectionError) return rejected(outcome, length);
      const wait = target.retryIn?.(outcome, attempt);
      if (wait === undefined || performance.now() + wait >= Math.min(end, this.lastRetry))
        return { spans: length, reason: 'export_failed', why: `export failed: ${brief(outcome)}` };
      await pause(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return undefined;
    }
  }

  private attempt(spans: Batch, timeoutMs: number): Promise<Error | 'timeout' | undefined> {
    if (this.unanswered >= MAX_UNANSWERED) return Promise.resolve('timeout');
    return new Promise((resolve) => {
      let isGivenUp = false;
      const timer = setTimeout(() => {
        isGivenUp = true;
        this.unanswered += 1;
        resolve('timeout');
      }, timeoutMs);
      const settle = (outcome: Error | undefined): void => {
        clearTimeout(timer);
        if (isGivenUp) this.unanswered -= 1;
        isGivenUp = false;
        resolve(outcome);
      };
      try {
        this.target.exporter.export(spans, ({ code, error }) =>
          settle(code === ExportResultCode.SUCCESS ? undefined : (error ?? new Error('no reason given'))),
        );
      } catch (error) {
        settle(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  private drop(spans: number, reason: DropReason, why: string): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + spans;
    this.why = why;
  }
}

/** No receiver can refuse more than it was sent. */
function rejected(error: RejectionError, sent: number): Failure {
  const spans = Math.min(error.spans, sent);
  return { spans, reason: 'export_rejected', why: `the receiver refused spans: ${brief(error)}` };
}

/** What an error says, on one line. Some say nothing but their code. */
function brief(error: Error & { readonly code?: string | number }): string {
  const text = error.message || String(error.code ?? error.name);
  return text.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE);
}
