import { jest } from '@jest/globals';
import { addRequests, span, spanId, storeWith } from '../../../test/support/console-traces.js';
import { TraceSearch } from './trace-search.js';
import type { TraceTable } from './trace-table.js';

describe('TraceSearch', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('keeps what a form asks for apart from a query that is as long as it may be', () => {
    const store = storeWith();
    addRequests(store, [{ key: 'wanted' }, { key: 'other', bucket: 'elsewhere' }]);
    const queryOf = (count: number): string => {
      const conditions = Array.from({ length: count }, (_, index) => ` || span.missing${index} = 1`);
      return `{ span.s3.key = "wanted"${conditions.join('')} }${' || {}'.repeat(count)}`;
    };
    const isTaken = (count: number): boolean => {
      try {
        return store.search({ q: queryOf(count) }).matched === 2;
      } catch {
        return false;
      }
    };
    let count = 1;
    while (isTaken(count + 1)) count += 1;
    expect(count).toBeGreaterThan(20);
    const q = queryOf(count);
    const form = { operation: 'GetObject', bucket: 'photos', service: 'glassgate', accessKey: 'AKIDEXAMPLE' };
    const keys = (status: string): unknown[] =>
      store.search({ ...form, key: 'wanted', status, q }).traces.map(({ key }) => key);
    expect(keys('2xx')).toEqual(['wanted']);
    expect(keys('4xx')).toEqual([]);
    expect(keys('error')).toEqual([]);
  });

  it('ends in time in the middle of a trace, and gives what it has found', () => {
    const store = storeWith();
    store.addSpans(
      Array.from({ length: 5_000 }, (_, index) => span({ spanId: spanId(index + 1), name: `step ${index}` })),
    );
    addRequests(store, [{ key: 'found' }]);
    const { table } = store as unknown as { readonly table: TraceTable };
    const search = new TraceSearch({ q: '{ name =~ "S3.*" }' }, table);
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 100));
    const { traces, scanned } = search.run();
    expect(traces.map(({ key }) => key)).toEqual(['found']);
    expect(scanned).toBe(1);
    expect(search.spansRead).toBeLessThan(500);
  });
});
