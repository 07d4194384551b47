import { percentOf, ticksOf } from './time-scale.js';

describe('ticksOf', () => {
  it.each([
    [0, 100, 5, [0, 20, 40, 60, 80, 100]],
    [0, 1, 4, [0, 0.5, 1]],
    [3, 9, 6, [3, 4, 5, 6, 7, 8, 9]],
    [12.1, 12.9, 4, [12.2, 12.4, 12.6, 12.8]],
    [5, 5, 4, [0]],
  ])('from %d to %d with %d steps at most', (start, end, most, ticks) => {
    const found = ticksOf({ start: 1_000 + start, end: 1_000 + end }, 1_000, most);
    expect(found.map((tick) => Math.round(tick * 1e6) / 1e6)).toEqual(ticks);
  });
});

describe('percentOf', () => {
  it('goes from 0 to 100, and on beyond', () => {
    expect([10, 15, 20, 25].map((time) => percentOf(time, { start: 10, end: 20 }))).toEqual([
      0, 50, 100, 150,
    ]);
    expect(percentOf(3, { start: 3, end: 3 })).toBe(0);
  });
});
