/** Lets so many pass in the long run, and more at once after a quiet time. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number | undefined;

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
    const elapsed = Math.max(0, now - (this.filledAt ?? now));
    this.filledAt = now;
    this.tokens = Math.min(this.burst, this.tokens + (elapsed / 1000) * this.perSecond);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
