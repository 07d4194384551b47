import { formatAge, formatClock, formatMoment } from './time.js';

describe('times', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();

  it('shows a clock to the millisecond, with the day where it matters', () => {
    expect(formatClock(time)).toBe('03:04:05.006');
    expect(formatMoment(time)).toBe('2026-01-02 03:04:05.006');
  });

  it.each([
    [-500, 'just now'],
    [1_000, 'just now'],
    [42_000, '42 s ago'],
    [89_000, '89 s ago'],
    [90_000, '2 min ago'],
    [89 * 60_000, '89 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [47 * 3_600_000, '2 d ago'],
  ])('says of %d ms that it is %s', (age, text) => expect(formatAge(time - age, time)).toBe(text));
});
