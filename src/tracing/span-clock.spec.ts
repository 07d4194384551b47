import { jest } from '@jest/globals';
import { clockOrigin, followWallClock, glanceAtWallClock } from './span-clock.js';

describe('the clock of spans', () => {
  it('follows the wall clock where traces begin all the time, at most once in 100 ms', () => {
    const now = performance.now() + 1_000_000;
    glanceAtWallClock(now);
    const origin = clockOrigin();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    glanceAtWallClock(now + 99);
    expect(clockOrigin()).toBe(origin);
    glanceAtWallClock(now + 100);
    expect(clockOrigin()).toBeGreaterThan(origin + 3_590_000);
    clock.mockRestore();
    followWallClock();
  });
});
