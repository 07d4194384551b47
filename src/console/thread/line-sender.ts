/** Lines that wait; more are lost. */
const MAX_LINES = 2_000;
/** A longer line is left out. */
const MAX_LENGTH = 64 * 1024;
const DELAY_MS = 100;

/** Hands log lines to another thread, one list at a time: the next one goes when the last was taken. */
export class LineSender {
  private lines: string[] = [];
  private isUnderWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (lines: readonly string[]) => void) {}

  readonly add = (line: string): void => {
    if (this.lines.length >= MAX_LINES || line.length > MAX_LENGTH) return;
    this.lines.push(line);
    if (!this.isUnderWay) this.timer ??= setTimeout(this.flush, DELAY_MS).unref();
  };

  /** The other side has taken the last list, or is another one now. */
  taken(): void {
    this.isUnderWay = false;
    if (this.lines.length > 0) this.timer ??= setTimeout(this.flush, DELAY_MS).unref();
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    const { lines } = this;
    this.lines = [];
    this.isUnderWay = true;
    this.send(lines);
  };
}
