import { statisticsOf } from './name-statistics.js';
import { spansOf } from './test-spans.js';

describe('statisticsOf', () => {
  it('adds up the spans of each name, most time of its own first', () => {
    const spans = spansOf(
      { name: 'read', duration: 5, selfTime: 5 },
      { name: 'request', duration: 20, selfTime: 3 },
      { name: 'read', duration: 7, selfTime: 6, status: 'ERROR' },
    );
    expect(statisticsOf(spans)).toEqual([
      { name: 'read', count: 2, errors: 1, total: 12, self: 11, max: 7 },
      { name: 'request', count: 1, errors: 0, total: 20, self: 3, max: 20 },
    ]);
  });
});
