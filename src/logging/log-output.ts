import { openDestination, type LogDestination } from './log-destination.js';

/** Lets pino set `lastLevel` before each line. */
const METADATA: unique symbol = Symbol.for('pino.metadata') as never;

/** Lines from this rank of pino up go to standard error. */
const ERROR_RANK = 50;

/** A line of JSON with its line end, as it is to be written. */
export type LineFormat = (json: string) => string;

/** Where the lines of pino go: standard output, and standard error for errors. Never waits. */
export class LogOutput {
  readonly [METADATA] = true;
  lastLevel = 0;
  /** Sees every line too, as JSON. */
  follower: ((json: string) => void) | undefined;
  private lost = 0;
  private readonly lines: LogDestination;
  private readonly errors: LogDestination;

  /** `onLoss` is told how many lines were lost as soon as there is room again. */
  constructor(
    private readonly format: LineFormat,
    private readonly onLoss: (lines: number) => void,
  ) {
    this.lines = openDestination(1, () => this.tellLoss());
    this.errors = openDestination(2, () => this.tellLoss());
  }

  write(json: string): void {
    this.follower?.(json);
    const destination = this.lastLevel >= ERROR_RANK ? this.errors : this.lines;
    if (!destination.write(this.format(json))) this.lost += 1;
  }

  /** Writes what waits, for at most `milliseconds`. */
  async close(milliseconds: number): Promise<void> {
    await Promise.all([this.lines.close(milliseconds), this.errors.close(milliseconds)]);
  }

  private tellLoss(): void {
    const { lost } = this;
    if (lost === 0) return;
    this.lost = 0;
    this.onLoss(lost);
  }
}
