import { jest } from '@jest/globals';
import { addRequests, span, spanId, storeWith } from '../../../test/support/console-traces.js';
import type { TraceQuery } from '../model/trace-query.js';
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

  it('gives an overview of some requests, also of those that are in one trace with others', () => {
    const store = storeWith();
    const now = Date.now();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    addRequests(store, [
      { traceId, bucket: 'photos', duration: 40 },
      { traceId, bucket: 'videos', duration: 400, status: 503 },
      { bucket: 'photos', operation: 'PutObject', status: 403 },
      { bucket: 'photos', start: now - 3_600_000 },
    ]);
    const overview = (filter?: TraceQuery): unknown => {
      const { total, operations, errorTypes, isFiltered } = store.overview(now - 60_000, now + 1_000, filter);
      const { count, errors, refusals } = total;
      return [count, errors, refusals, operations.length, errorTypes.length, isFiltered];
    };
    expect(overview()).toEqual([3, 1, 1, 2, 2, undefined]);
    expect(overview({ bucket: 'photos' })).toEqual([2, 0, 1, 2, 1, true]);
    expect(overview({ bucket: 'videos' })).toEqual([1, 1, 0, 1, 1, true]);
    expect(overview({ q: '{ span.s3.bucket = "photos" } >> { name = "Backend.GetObject" }' })).toEqual([
      1,
      0,
      0,
      1,
      0,
      true,
    ]);
    expect(store.overview(now - 60_000, now + 1_000, { bucket: 'videos' }).worst).toMatchObject([
      { traceId },
    ]);
    expect(overview({ bucket: 'none' })).toEqual([0, 0, 0, 0, 0, true]);
  });
});
