import type { Request } from 'express';
import { QueryParameters } from '../http/query-parameters.js';
import { QueryError } from '../query/query.error.js';
import { goDuration } from './go-duration.js';
import { kindsOf, legacySearch, v3Search } from './jaeger-parameters.js';
import { traceQueryOf } from './jaeger-search.js';

const NOW = 1_700_000_000_000;
const legacy = (query: Request['query']): ReturnType<typeof legacySearch> =>
  legacySearch(new QueryParameters(query), NOW);
const times = { 'query.startTimeMin': '2026-11-21T02:00:00Z', 'query.startTimeMax': '2026-11-21T03:00:00Z' };
const v3 = (query: Record<string, string>): ReturnType<typeof v3Search> =>
  v3Search(new QueryParameters({ ...times, ...query }));

describe('a search of Jaeger', () => {
  test.each([
    ['1.5s', 1500],
    ['1h2m3s', 3_723_000],
    ['250us', 0.25],
    ['250µs', 0.25],
    ['.5ms', 0.5],
    ['10ns', 0.00001],
    ['0', 0],
    ['5', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
    ['s', undefined],
    ['', undefined],
  ])('takes %s for %s ms', (text, milliseconds) => {
    const found = goDuration(text);
    expect(found === undefined ? undefined : Number(found.toFixed(9))).toBe(milliseconds);
  });

  test('asks one span for everything, in our query language', () => {
    const search = legacy({
      service: 'glassgate',
      operation: 'S3."Get"',
      minDuration: '1.2s',
      maxDuration: '2s',
      tags: '{"http.status_code":"404","error":"true","span.kind":"server","s3.bucket":"photos"}',
      tag: ['yes:true', 'ratio:0.50'],
      start: '1700000000000000',
      end: '1700000001000000',
      limit: '5',
    });
    expect(traceQueryOf(search)).toEqual({
      limit: 5,
      from: NOW,
      to: NOW + 1000,
      q:
        String.raw`{ resource.service.name = "glassgate" && name = "S3.\"Get\"" && duration >= 1200000000ns && ` +
        'duration <= 2000000000ns && (.http.status_code = "404" || .http.status_code = 404) && status = error && ' +
        'kind = server && .s3.bucket = "photos" && (.yes = "true" || .yes = true) && (.ratio = "0.50" || .ratio = 0.50) }',
    });
  });

  test('asks for nothing when nothing is given', () => {
    expect(traceQueryOf(legacy({}))).toEqual({ limit: 100 });
    expect(legacy({ lookback: '1h' }).from).toBe(NOW - 3_600_000);
    expect(legacy({ lookback: 'custom' }).from).toBeUndefined();
    expect(legacy({ limit: '5000' }).limit).toBe(1000);
  });

  test.each([
    { tags: 'http.status_code=404' },
    { tags: '[]' },
    { tag: 'none' },
    { minDuration: '5' },
    { limit: '1.5' },
    { start: 'yesterday' },
  ])('refuses %j', (query) => {
    expect(() => legacy(query)).toThrow(QueryError);
  });

  test('refuses a name that our query language cannot say', () => {
    expect(() => traceQueryOf({ tags: { 'a" || true': 'x' }, limit: 1 })).toThrow(QueryError);
  });

  test('takes the names of v3, and those of the protocol beside them', () => {
    const found = { from: Date.UTC(2026, 10, 21, 2), to: Date.UTC(2026, 10, 21, 3), limit: 20, tags: {} };
    expect(v3({})).toEqual(found);
    const given = { service: 'g', operation: 'o', minDuration: 100, limit: 7, tags: { a: 'b' } };
    expect(
      v3({
        'query.serviceName': 'g',
        'query.operationName': 'o',
        'query.durationMin': '100ms',
        'query.searchDepth': '7',
        'query.attributes': '{"a":"b"}',
      }),
    ).toEqual({ ...found, ...given });
    expect(
      v3Search(
        new QueryParameters({
          'query.start_time_min': '2026-11-21T03:00:00.000000000 01:00',
          'query.start_time_max': '2026-11-21T03:00:00.123456789Z',
          'query.service_name': 'g',
          'query.span_name': 'o',
          'query.duration_min': '0.1s',
          'query.num_traces': '7',
          'query.attributes': '{"a":"b"}',
        }),
      ),
    ).toEqual({ ...found, ...given, to: found.to + 123 });
  });

  test('needs both times, in their order', () => {
    expect(() => v3Search(new QueryParameters({}))).toThrow('query.startTimeMin: is required');
    expect(() => v3({ 'query.startTimeMax': times['query.startTimeMin'] })).toThrow('not before');
    expect(() => v3({ 'query.startTimeMax': 'soon' })).toThrow('is not a time');
    expect(() => v3({ 'query.filter': 'x' })).toThrow('not supported');
  });

  test('takes kinds of spans as every client spells them', () => {
    const given = { spanKind: ['SPAN_KIND_SERVER', 'client'], span_kind: 'internal' };
    expect(kindsOf(new QueryParameters(given))).toEqual(['server', 'client', 'internal']);
  });
});
