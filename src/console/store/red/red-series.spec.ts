import { OpenOutcomeCount } from './outcome-count.js';
import type { RequestCount } from './red-cell.js';
import { LogHistogram } from './log-histogram.js';
import { RedSeries } from './red-series.js';

const NOW = 1_900_000_000_000;
const MINUTE = 60_000;

const request = (fields: Partial<RequestCount> & { readonly duration?: number } = {}): RequestCount => {
  const { end = NOW - 5_000, duration = 10 } = fields;
  return {
    traceId: '1'.repeat(32),
    name: 'S3.GetObject',
    operation: 'GetObject',
    start: end - duration,
    end,
    status: 200,
    errorType: '',
    isSlow: false,
    phases: [duration / 2, 0, 0, duration / 2, 0, 0, 0],
    ...fields,
  };
};

const overview = (requests: readonly RequestCount[], from = NOW - 15 * MINUTE, to = NOW) => {
  const series = new RedSeries();
  for (const one of requests) series.add(one, NOW);
  return series.overview(from, to, (id) => !id.startsWith('f'));
};

describe('LogHistogram', () => {
  it.each([0.02, 0.4, 3, 57, 999, 100_000])('finds quantiles within 4 %% around %d ms', (scale) => {
    const histogram = new LogHistogram();
    for (let index = 1; index <= 1000; index += 1) histogram.add((scale * index) / 500);
    for (const share of [0.5, 0.95, 0.99]) {
      const exact = (scale * share * 1000) / 500;
      expect(Math.abs(histogram.quantile(share) - exact) / exact).toBeLessThan(0.04);
    }
  });

  it('takes what is too short or too long, and nothing at all', () => {
    const histogram = new LogHistogram();
    expect(histogram.quantile(0.5)).toBe(0);
    histogram.add(0);
    histogram.add(1e12);
    const sum = new LogHistogram();
    sum.merge(histogram);
    expect(sum.count).toBe(2);
    expect(sum.quantile(0.5)).toBeLessThan(0.02);
    expect(sum.quantile(1)).toBeGreaterThan(1e6);
  });
});

describe('RedSeries', () => {
  it('gives what was counted of each operation in a time, however long that is', () => {
    const series = new RedSeries();
    for (let index = 1; index <= 30; index += 1) series.add(request({ end: NOW - index * MINUTE }), NOW);
    const countIn = (from: number, to: number): number | undefined =>
      series.operationsBetween(from, to).get('GetObject')?.durations.count;
    expect(countIn(0, 2 * NOW)).toBe(30);
    expect(countIn(0, NOW - 10 * MINUTE)).toBe(20);
    expect(countIn(NOW - 10 * MINUTE, 2 * NOW)).toBe(10);
    expect(countIn(NOW - 3 * MINUTE, NOW - 2 * MINUTE)).toBe(1);
    expect(countIn(NOW, 2 * NOW)).toBeUndefined();
  });

  it('counts requests by operation and outcome', () => {
    const { total, operations, errorTypes, points } = overview([
      request({ duration: 30 }),
      request({ status: 404, errorType: 'NoSuchKey' }),
      request({ status: 403, errorType: 'AccessDenied' }),
      request({ status: 403, errorType: 'AccessDenied' }),
      request({ operation: 'PutObject', status: 500, errorType: 'InternalError', duration: 40 }),
      request({ operation: 'PutObject', status: 200, errorType: 'client_closed' }),
    ]);
    expect(total).toMatchObject({ operation: '*', count: 6, errors: 2, refusals: 3, impact: 1, max: 40 });
    expect(total.rate).toBeCloseTo(6 / 900);
    expect(total.phases).toMatchObject({ auth: 55, backend: 55, posix: 0 });
    expect(operations.map(({ operation, count, impact }) => [operation, count, impact])).toEqual([
      ['GetObject', 4, 60 / 110],
      ['PutObject', 2, 50 / 110],
    ]);
    expect(errorTypes[0]).toEqual({ errorType: 'AccessDenied', status: 403, count: 2 });
    expect(errorTypes).toHaveLength(4);
    expect(points).toHaveLength(90);
    expect(points.filter(({ count }) => count > 0)).toMatchObject([
      { time: NOW - 10_000, count: 6, errors: 2, refusals: 3, authFailures: 2 },
    ]);
  });

  it('gives wider steps for a longer time, and nothing from before three hours', () => {
    const hours = (count: number): number => NOW - count * 60 * MINUTE;
    const requests = [hours(0) - 1, hours(1), hours(2.9), hours(3.1)].map((end) => request({ end }));
    const { step, points, total, from } = overview(requests, hours(10));
    expect([step, total.count, from]).toEqual([60_000, 3, hours(3)]);
    expect(points.length).toBeLessThanOrEqual(181);
    expect(overview(requests, hours(0.5)).total.count).toBe(1);
  });

  it('counts what claims to come from the future as of now', () => {
    expect(overview([request({ end: NOW + MINUTE })], NOW - MINUTE, NOW + 1).total.count).toBe(1);
  });

  it('names the worst: faults, then slow ones, then refusals, without those that are gone', () => {
    const id = (digit: string): string => digit.repeat(32);
    const { worst } = overview([
      request({ traceId: id('1'), duration: 20 }),
      request({ traceId: id('2'), status: 404, errorType: 'NoSuchKey', duration: 1 }),
      request({ traceId: id('3'), isSlow: true, duration: 2000 }),
      request({ traceId: id('4'), status: 503, errorType: 'SlowDown', duration: 3 }),
      request({ traceId: id('f'), status: 500, errorType: 'InternalError', duration: 5 }),
    ]);
    expect(worst.map(({ traceId }) => traceId[0])).toEqual(['4', '3', '2', '1']);
    expect(worst[0]).toEqual({
      traceId: id('4'),
      name: 'S3.GetObject',
      duration: 3,
      errorType: 'SlowDown',
      start: NOW - 5_003,
    });
  });

  it('counts requests of which only their outcome is known, and ranks none of them', () => {
    const series = new RedSeries();
    series.add(request({ duration: 1 }), NOW);
    const refused = new OpenOutcomeCount('GetObject', 403, 'AccessDenied');
    for (const duration of [4, 5, 5000]) refused.add(duration);
    const broken = new OpenOutcomeCount('PutObject', 200, 'client_closed');
    broken.add(10);
    series.addOutcomes([refused.counted, broken.counted], NOW - 5_000, NOW);
    series.addOutcomes([broken.counted], NOW - 4 * 60 * MINUTE, NOW);
    const { total, operations, errorTypes, worst, points } = series.overview(
      NOW - 15 * MINUTE,
      NOW,
      () => true,
    );
    expect(total).toMatchObject({ count: 5, errors: 1, refusals: 3, max: 5000 });
    expect(operations.map(({ operation, count }) => [operation, count])).toEqual([
      ['GetObject', 4],
      ['PutObject', 1],
    ]);
    expect(errorTypes[0]).toEqual({ errorType: 'AccessDenied', status: 403, count: 3 });
    expect(worst.map(({ duration }) => duration)).toEqual([1]);
    expect(points.filter(({ count }) => count > 0)).toMatchObject([{ count: 5, authFailures: 3 }]);
  });

  it('is bounded, whatever the operations are called', () => {
    const series = new RedSeries();
    for (let index = 0; index < 30_000; index += 1) {
      series.add(request({ operation: `O${index}`, end: NOW - 100 * MINUTE + index * 200 }), NOW);
    }
    const { cells } = series as unknown as { readonly cells: number };
    expect(cells).toBeLessThanOrEqual(20_100);
    expect(series.overview(NOW - 100 * MINUTE, NOW, () => true).total.count).toBe(cells);
  });
});
