/** The seed of this run: `GLASSGATE_TEST_SEED`, else a new one. It stands in the names of the tests that use it. */
export const SEED = Number(process.env['GLASSGATE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32)) >>> 0;

/** Numbers that are the same for the same seed. Source: mulberry32, public domain. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 to 1, exclusive. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 to `end`, exclusive. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }
}
