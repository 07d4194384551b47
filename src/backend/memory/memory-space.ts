import type { MaybePromise } from '../../common/maybe-promise.js';
import { S3Error } from '../../errors/s3.error.js';

/** Counts the bytes that the driver holds, those of uploads under way included. */
export class MemorySpace {
  private used = 0;

  /** In bytes. */
  constructor(private readonly capacity: number) {}

  /**
   * Reserves bytes and stores them by `store`, which asks for more as they come. They are given back when it fails; else they belong to what it stored,
   * whose end gives them back by `release`.
   * @throws InsufficientStorage
   */
  async reserve<T>(bytes: number, store: (more: (bytes: number) => void) => MaybePromise<T>): Promise<T> {
    let held = 0;
    const more = (count: number): void => {
      if (this.used + count > this.capacity) throw new S3Error('InsufficientStorage');
      this.used += count;
      held += count;
    };
    more(bytes);
    try {
      return await store(more);
    } catch (error) {
      this.release(held);
      throw error;
    }
  }

  release(bytes: number): void {
    this.used -= bytes;
  }
}
