import type { LogLine } from '../model/trace-detail.js';

export interface LogFilter {
  readonly traceId?: string;
  /** The least important that is wanted. */
  readonly level?: LogLine['level'];
  /** Default 100, at most 1000. */
  readonly limit?: number;
}

const MAX_LINES = 10_000;
const MAX_BYTES = 16 * 2 ** 20;
const LINE_BYTES = 200;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

const RANKS: Readonly<Record<LogLine['level'], number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};

/** The last lines of the log. */
export class LogRing {
  private readonly lines: (LogLine | undefined)[] = Array.from({ length: MAX_LINES });
  /** Of the oldest, counted from the first that ever came; and of the next. */
  private first = 0;
  private next = 0;
  private bytes = 0;

  get length(): number {
    return this.next - this.first;
  }

  add(line: LogLine): void {
    if (this.length === MAX_LINES) this.drop();
    this.lines[this.next % MAX_LINES] = line;
    this.next += 1;
    this.bytes += sizeOf(line);
    while (this.bytes > MAX_BYTES) this.drop();
  }

  /** The newest first. */
  find({ traceId, level = 'trace', limit = DEFAULT_LIMIT }: LogFilter): LogLine[] {
    const found: LogLine[] = [];
    const most = Math.min(limit, MAX_LIMIT);
    for (let index = this.next - 1; index >= this.first && found.length < most; index -= 1) {
      const line = this.lines[index % MAX_LINES]!;
      if (traceId !== undefined && line.traceId !== traceId) continue;
      if (RANKS[line.level] >= RANKS[level]) found.push(line);
    }
    return found;
  }

  private drop(): void {
    const index = this.first % MAX_LINES;
    this.bytes -= sizeOf(this.lines[index]!);
    this.lines[index] = undefined;
    this.first += 1;
  }
}

const sizeOf = ({ message, context }: LogLine): number => LINE_BYTES + message.length + context.length;
