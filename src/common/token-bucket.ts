/** Lets so many pass in the long run, and more at once after a quiet time. */
export class TokenBucket {
  private tokens: number;
  /** NaN before the first. */
  private filledAt = NaN;

  /**
   * @param perSecond that pass in the long run; Infinity: all
   * @param burst that pass at once
   */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** Whether one more may pass; if so, it is counted. @param now milliseconds; a clock that is set back stands still */
  take(now: number): boolean {
    if (this.perSecond === Infinity) return true;
    // A comparison with NaN is false.
    if (now > this.filledAt)
      this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
