import { BufferPool } from './buffer-pool.js';

describe('BufferPool', () => {
  it('hands out a buffer again, and never one that is in use', () => {
    const pool = new BufferPool(16, 2);
    const first = pool.take();
    expect(pool.take()).not.toBe(first);
    pool.give(first);
    expect(pool.take()).toBe(first);
  });

  it('keeps no more idle buffers than it may', () => {
    const pool = new BufferPool(16, 1);
    const [first, second] = [pool.take(), pool.take()];
    pool.give(first);
    pool.give(second);
    expect(pool.take()).toBe(first);
    expect(pool.take()).not.toBe(second);
  });

  it('refuses a buffer of another size', () => {
    expect(() => new BufferPool(16, 1).give(Buffer.alloc(8))).toThrow(RangeError);
  });
});
