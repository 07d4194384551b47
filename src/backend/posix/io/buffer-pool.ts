/**
 * Buffers of one size for reuse. At most `maxIdle` lie unused; `take` never waits, so the number in use is bounded by
 * whoever takes them. Contents are not cleared.
 */
export class BufferPool {
  private readonly idle: Buffer[] = [];

  constructor(
    /** Bytes per buffer. */
    readonly size: number,
    private readonly maxIdle: number,
  ) {}

  take(): Buffer {
    return this.idle.pop() ?? Buffer.allocUnsafeSlow(this.size);
  }

  /** Gives a buffer back, once; nobody may use it afterwards. */
  give(buffer: Buffer): void {
    if (buffer.length !== this.size)
      throw new RangeError(`a pool of ${this.size} bytes was given ${buffer.length}`);
    if (this.idle.length < this.maxIdle) this.idle.push(buffer);
  }
}
