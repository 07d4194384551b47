import type { Logger } from '@nestjs/common';

/** Milliseconds between two lines. */
const INTERVAL = 60_000;

/** A warning about what may happen thousands of times a second: at most one line a minute says how often it did. */
export class ThrottledWarning {
  private times = 0;
  private lastLine = -INTERVAL;

  constructor(
    private readonly logger: Logger,
    private readonly text: (times: number, why: string) => string,
  ) {}

  /** It happened once more. */
  count(why = ''): void {
    this.times += 1;
    const now = performance.now();
    if (now - this.lastLine < INTERVAL) return;
    this.logger.warn(this.text(this.times, why));
    this.times = 0;
    this.lastLine = now;
  }
}
