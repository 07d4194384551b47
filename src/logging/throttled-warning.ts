import type { Logger } from '@nestjs/common';

/** Milliseconds between two lines. */
const INTERVAL = 60_000;

/** A warning about what may happen thousands of times a second: at most one line a minute says how often it did. */
export class ThrottledWarning {
  private times = 0;
  private why = '';
  private lastLine = -INTERVAL;

  constructor(
    private readonly logger: Logger,
    private readonly text: (times: number, why: string) => string,
  ) {}

  /** It happened once more. */
  count(why = ''): void {
    this.times += 1;
    this.why = why;
    if (performance.now() - this.lastLine >= INTERVAL) this.tell();
  }

  /** Says at once what was not said yet: at the end. */
  tell(): void {
    if (this.times === 0) return;
    this.logger.warn(this.text(this.times, this.why));
    this.times = 0;
    this.lastLine = performance.now();
  }
}
