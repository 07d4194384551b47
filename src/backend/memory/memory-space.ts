import type { MaybePromise } from '../../common/maybe-promise.js';
import { S3Error } from '../../errors/s3.error.js';

/** Counts the bytes that the driver holds, those of uploads under way included. */
export class MemorySpace {
  private used = 0;

  /** In bytes. */
  constructor(private readonly capacity: number) {}

  /**
   * Reserves bytes and stores them by `store`. They are given back when it fails; else they belong to what it stored,
   * whose end gives them back by `release`.
   * @throws InsufficientStorage
   */
  async reserve<T>(bytes: number, store: () => MaybePromise<T>): Promise<T> {
    if (this.used + bytes > this.capacity) throw new S3Error('InsufficientStorage');
    this.used += bytes;
    try {
      return await store();
    } catch (error) {
      this.release(bytes);
      throw error;
    }
  }

  release(bytes: number): void {
    this.used -= bytes;
  }
}
