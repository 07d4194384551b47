import { jest } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

/** How many of so many pass at this moment. */
const passing = (bucket: TokenBucket, now: number, tries = 100): number =>
  Array.from({ length: tries }, () => bucket.take(now)).filter(Boolean).length;

describe('TokenBucket', () => {
  it('lets a burst pass, and then as many as there is time for', () => {
    const bucket = new TokenBucket(10, 20);
    expect(passing(bucket, 1_000)).toBe(20);
    expect(passing(bucket, 1_000)).toBe(0);
    expect(passing(bucket, 1_500)).toBe(5);
    expect(passing(bucket, 61_500)).toBe(20);
  });

  it('adds parts of one up', () => {
    const bucket = new TokenBucket(1, 1);
    expect(bucket.take(0)).toBe(true);
    const passed = Array.from({ length: 40 }, (_, index) => bucket.take((index + 1) * 250));
    expect(passed.filter(Boolean)).toHaveLength(10);
  });

  it('gives nothing for a clock that is set back, and goes on', () => {
    const bucket = new TokenBucket(10, 10);
    expect(passing(bucket, 100_000)).toBe(10);
    expect(passing(bucket, 50_000)).toBe(0);
    expect(passing(bucket, 50_500)).toBe(5);
  });

  it('lets pass what was left when the clock was set back, long after it was empty', () => {
    const bucket = new TokenBucket(10, 20);
    expect(passing(bucket, 100_000)).toBe(20);
    expect(passing(bucket, 160_000, 1)).toBe(1);
    expect(passing(bucket, 50_000, 1)).toBe(1);
    expect(passing(bucket, 50_001)).toBe(18);
  });

  it('lets groups pass where more ask all the time, as many in the long run', () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const bucket = new TokenBucket(20, 1000, 10);
    expect(passing(bucket, 0, 2000)).toBe(1000);
    const passed = Array.from({ length: 2000 }, (_, index) => passing(bucket, index + 1, 20));
    expect(passed.filter((count) => count > 0)).toEqual([10, 10, 10, 10]);
    random.mockReturnValue(0);
    expect([2_250, 2_500, 2_750, 3_000].map((now) => passing(bucket, now))).toEqual([0, 10, 5, 5]);
    random.mockRestore();
    expect(passing(bucket, 62_000, 2000)).toBe(1000);
  });

  it('lets all pass where there is no bound', () => {
    expect(passing(new TokenBucket(Infinity, Infinity), 0)).toBe(100);
  });
});
