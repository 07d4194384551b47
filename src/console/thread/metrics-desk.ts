/** What `/metrics` answers. */
export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/** Questions that wait for an answer of the gateway. */
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;

/** Asks the gateway for its metrics, which it counts in its own thread. */
export class MetricsDesk {
  private readonly waiting = new Map<number, (text: MetricsText | undefined) => void>();
  private next = 0;

  constructor(private readonly question: (id: number, isOpenMetrics: boolean) => void) {}

  /** `undefined` where the gateway has none, or does not answer. */
  ask(isOpenMetrics: boolean): Promise<MetricsText | undefined> {
    if (this.waiting.size >= MAX_WAITING) return Promise.resolve(undefined);
    const id = (this.next += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answered(id, undefined), PATIENCE_MS);
      this.waiting.set(id, (text) => {
        clearTimeout(timer);
        resolve(text);
      });
      this.question(id, isOpenMetrics);
    });
  }

  answered(id: number, text: MetricsText | undefined): void {
    this.waiting.get(id)?.(text);
    this.waiting.delete(id);
  }
}
