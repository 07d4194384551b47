import { releaseChunk } from './release-chunk.js';

describe('releaseChunk', () => {
  it('gives back the memory that only this chunk uses', () => {
    const chunk = Buffer.allocUnsafeSlow(64 * 1024);
    releaseChunk(chunk);
    expect(chunk.length).toBe(0);
  });

  it('leaves memory alone that other buffers may lie in', () => {
    const whole = Buffer.alloc(64 * 1024, 'x');
    releaseChunk(whole.subarray(0, 32 * 1024));
    expect(whole.toString('latin1', 0, 1)).toBe('x');
  });

  it('leaves small chunks to the garbage collector', () => {
    const chunk = Buffer.allocUnsafeSlow(100);
    releaseChunk(chunk);
    expect(chunk.length).toBe(100);
  });
});
