import { Logger } from '@nestjs/common';
import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { ThrottledWarning } from '../logging/throttled-warning.js';

/** Characters that wait for a file that cannot be written. */
const MAX_WAITING = 16 << 20;

/** Milliseconds until writing is tried again. */
const RETRY_DELAY = 1_000;

/**
 * A file of lines that is only appended to, by one write at a time; what comes in meanwhile goes with the next. A failed
 * write is in the log and is tried again for as long as it takes.
 */
export class LogFile {
  private readonly logger = new Logger('AuditLog');
  private readonly failures: ThrottledWarning;
  private readonly lost: ThrottledWarning;
  private readonly closing = new AbortController();
  private handle: FileHandle | undefined;
  private waiting: string[] = [];
  private waitingLength = 0;
  /** Taken from `waiting` and not yet wholly written. */
  private batch: Buffer = Buffer.alloc(0);
  private isStale = false;
  private isWriting = false;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {
    this.failures = new ThrottledWarning(this.logger, (_times, why) => `cannot write ${path}: ${why}`);
    this.lost = new ThrottledWarning(this.logger, (times) => `${path} has lost ${times} lines`);
  }

  /** @throws Error when the file cannot be opened */
  async open(): Promise<void> {
    this.handle = await open(this.path, 'a', 0o640);
  }

  /** Never waits and never fails; a line that there is no room for is lost, and the log says so. */
  append(line: string): void {
    if (this.waitingLength + line.length > MAX_WAITING) {
      this.lost.count();
      return;
    }
    this.waiting.push(line);
    this.waitingLength += line.length;
    this.start();
  }

  /** The file was moved away: the next line goes to a new one of the same name. */
  reopen(): void {
    this.isStale = true;
    this.start();
  }

  /** Writes what waits, once, and closes. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.work;
    await this.handle?.close().catch(() => undefined);
    this.lost.tell();
    if (this.hasMore) this.logger.warn(`${this.path} lacks its last lines`);
  }

  private get hasMore(): boolean {
    return this.batch.length > 0 || this.waiting.length > 0;
  }

  private start(): void {
    if (this.isWriting) return;
    this.isWriting = true;
    this.work = this.run();
  }

  private async run(): Promise<void> {
    // The requests that end in this turn of the event loop go together.
    await nextTurn();
    while (this.isStale || this.hasMore) {
      try {
        await this.renew();
        await this.writeBatch();
      } catch (error) {
        this.failures.count((error as NodeJS.ErrnoException).code ?? String(error));
        this.isStale = true;
        if (this.closing.signal.aborted) break;
        await pause(RETRY_DELAY, undefined, { signal: this.closing.signal, ref: false }).catch(
          () => undefined,
        );
      }
    }
    this.isWriting = false;
  }

  private async renew(): Promise<void> {
    if (!this.isStale && this.handle) return;
    const former = this.handle;
    this.handle = undefined;
    await former?.close().catch(() => undefined);
    await this.open();
    this.isStale = false;
  }

  private async writeBatch(): Promise<void> {
    if (this.batch.length === 0) {
      this.batch = Buffer.from(this.waiting.map((line) => `${line}\n`).join(''));
      this.waiting = [];
      this.waitingLength = 0;
    }
    while (this.batch.length > 0) {
      const { bytesWritten } = await this.handle!.write(this.batch);
      this.batch = this.batch.subarray(bytesWritten);
    }
  }
}
