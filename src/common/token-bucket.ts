/** Lets so many pass in the long run, and more at once after a quiet time. */
export class TokenBucket {
  private tokens: number;
  /** NaN before the first. */
  private filledAt = NaN;
  /** Milliseconds. */
  private noneUntil = -Infinity;

  /**
   * @param perSecond that pass in the long run; Infinity: all
   * @param burst that pass at once after a quiet time
   * @param group about how many pass at once where more ask all the time: a random number, lest it fall in step with them
   */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly group = 1,
  ) {
    this.tokens = burst;
  }

  /** Milliseconds: none passes until then, unless the clock is set back; -Infinity where one may pass at once. */
  get emptyUntil(): number {
    return this.noneUntil;
  }

  /** Whether one more may pass; if so, it is counted. @param now milliseconds; a clock that is set back stands still */
  take(now: number): boolean {
    // Where very many ask, most find that out.
    if (now < this.noneUntil && now >= this.filledAt) return false;
    return this.perSecond === Infinity || this.fillAndTake(now);
  }

  private fillAndTake(now: number): boolean {
    // A comparison with NaN is false.
    if (now > this.filledAt)
      this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    const passes = this.tokens >= 1;
    if (passes) this.tokens -= 1;
    this.noneUntil =
      this.tokens < 1 ? now + ((this.nextGroup() - this.tokens) / this.perSecond) * 1000 : -Infinity;
    return passes;
  }

  private nextGroup(): number {
    return this.group === 1 ? 1 : Math.max(1, this.group * (0.5 + Math.random()));
  }
}
