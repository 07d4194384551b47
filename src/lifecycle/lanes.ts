/** Runs tasks beside each other, `limit` at most. A task must not fail. */
export class Lanes {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly limit: number) {}

  /** Settles when the task has begun. */
  async add(task: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.limit) await Promise.race(this.running);
    const run = task().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Settles when all have ended. */
  async drain(): Promise<void> {
    await Promise.all(this.running);
  }
}
