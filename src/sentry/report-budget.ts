const WINDOW_MS = 60_000;

/** So many reports a minute and no more: a disk that fails makes every request fail, and each report costs time. */
export class ReportBudget {
  private began = -Infinity;
  private spent = 0;

  /** @param now milliseconds on a clock that does not go back */
  constructor(
    private readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether one more may be sent; if so, it is counted. */
  take(): boolean {
    const now = this.now();
    if (now - this.began >= WINDOW_MS) {
      this.began = now;
      this.spent = 0;
    }
    if (this.spent >= this.limit) return false;
    this.spent += 1;
    return true;
  }
}
