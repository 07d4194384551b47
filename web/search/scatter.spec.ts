import { scatterOf } from './scatter.js';

const trace = (start: number, duration: number): { start: number; duration: number } => ({ start, duration });

describe('scatterOf', () => {
  const scatter = scatterOf([trace(1_000, 1), trace(2_000, 1_000), trace(3_000, 31.6)], 700);

  it('puts later traces to the right and longer ones up, by their logarithm', () => {
    const [first, second, third] = scatter.points;
    expect([first!.x, third!.x]).toEqual([scatter.left, 700 - 12]);
    expect(second!.x).toBe((first!.x + third!.x) / 2);
    expect(third!.y).toBeCloseTo((first!.y + second!.y) / 2, 1);
    expect(second!.y).toBeLessThan(first!.y);
  });

  it('has the powers of ten of the durations', () => {
    expect(scatter.durations.map(({ value }) => value)).toEqual([1, 10, 100, 1_000]);
  });

  it.each([
    [2_000, ['03:04:05.500', '03:04:06.000', '03:04:06.500', '03:04:07.000']],
    [60_000, ['03:04:15', '03:04:30', '03:04:45', '03:05:00']],
    [3 * 3_600_000, ['04:00', '05:00', '06:00']],
    [3 * 86_400_000, ['2026-01-03', '2026-01-04', '2026-01-05']],
  ])('has round times over %d ms', (length, texts) => {
    const first = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
    const { times } = scatterOf([trace(first, 1), trace(first + length, 1)], 700);
    expect(times.map(({ text }) => text)).toEqual(texts);
  });

  it('takes one trace, none, and those that took no time', () => {
    expect(scatterOf([], 700).points).toEqual([]);
    for (const { x, y } of scatterOf([trace(5, 0)], 700).points) {
      expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    }
  });

  it('stands more than a call could take as arguments', () => {
    const many = Array.from({ length: 200_000 }, (_none, index) => trace(index, 1 + index));
    expect(scatterOf(many, 700).points).toHaveLength(200_000);
  });
});
