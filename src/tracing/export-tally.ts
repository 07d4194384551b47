const REPORT_INTERVAL_MS = 60_000;

export interface ExportTallyOptions {
  /** Gets one line at most once a minute. */
  readonly report: (line: string) => void;
  /** Milliseconds on a clock that does not go back. */
  readonly now?: () => number;
}

/** Counts what became of finished spans, and says once a minute how many were lost. */
export class ExportTally {
  /** Spans that the receiver took. */
  exported = 0;
  /** Spans that were lost: the queue was full, the receiver refused or did not answer. */
  dropped = 0;
  /** Spans in the queue, not yet given to the exporter. */
  queued = 0;
  /** Spans with the exporter. */
  inFlight = 0;
  private reported = 0;
  private reportedAt = -Infinity;
  /** Of the spans that were lost last. */
  private reason = '';
  private closed = false;

  constructor(private readonly options: ExportTallyOptions) {}

  queue(count = 1): void {
    this.queued += count;
  }

  hand(count: number): void {
    this.queued -= count;
    this.inFlight += count;
  }

  deliver(count: number): void {
    if (this.closed) return;
    this.inFlight -= count;
    this.exported += count;
  }

  fail(count: number, reason: string): void {
    if (this.closed) return;
    this.inFlight -= count;
    this.drop(count, reason);
  }

  drop(count: number, reason: string): void {
    this.dropped += count;
    this.reason = reason;
    const now = (this.options.now ?? (() => performance.now()))();
    if (now - this.reportedAt < REPORT_INTERVAL_MS) return;
    this.reportedAt = now;
    this.say();
  }

  /** What is not delivered by now is lost; later answers are not counted. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const left = this.queued + this.inFlight;
    if (left > 0) this.reason = 'tracing was shut down before they were delivered';
    this.dropped += left;
    this.queued = 0;
    this.inFlight = 0;
    if (this.dropped > this.reported) this.say();
  }

  private say(): void {
    const lost = this.dropped - this.reported;
    this.reported = this.dropped;
    this.options.report(
      `dropped ${lost} span${lost === 1 ? '' : 's'} (${this.dropped} since the start): ${this.reason}`,
    );
  }
}
