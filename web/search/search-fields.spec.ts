import { spansOf } from '../trace/test-spans.js';
import { matchesOf } from '../trace/span-matcher.js';
import { fieldsOf, spanConditionsOf, traceQueryOf, wrongDurations } from './search-fields.js';

const NOW = 1_000_000_000;
const given = (query: object): unknown => JSON.parse(JSON.stringify(query));

describe('traceQueryOf', () => {
  it('asks for what is filled in, and for 200 traces', () => {
    const fields = fieldsOf(
      new URLSearchParams('operation=GetObject&bucket=+photos+&key=&minDuration=1.5s&within=1h'),
    );
    expect(given(traceQueryOf(fields, NOW))).toEqual({
      operation: 'GetObject',
      bucket: 'photos',
      minDuration: 1_500,
      from: NOW - 3_600_000,
      limit: 200,
    });
  });

  it('tells the id of a trace from that of a request', () => {
    expect(given(traceQueryOf({ id: 'AB'.repeat(16) }, NOW))).toEqual({
      traceId: 'ab'.repeat(16),
      limit: 200,
    });
    expect(given(traceQueryOf({ id: 'ABCDEF0123456789' }, NOW))).toEqual({
      requestId: 'ABCDEF0123456789',
      limit: 200,
    });
  });

  it('sorts', () => {
    const fields = { sort: 'duration', ascending: '1', limit: '20' };
    expect(given(traceQueryOf(fields, NOW))).toEqual({ sort: 'duration', ascending: true, limit: 20 });
  });
});

describe('wrongDurations', () => {
  it('names the fields that hold none', () => {
    expect(wrongDurations({ minDuration: 'soon', maxDuration: '10ms' })).toEqual(['minDuration']);
    expect(wrongDurations({})).toEqual([]);
  });
});

describe('spanConditionsOf', () => {
  it('is the query itself where nothing else is asked for', () => {
    expect(spanConditionsOf({ q: '{ status = error }' })).toBe('{ status = error }');
    expect(spanConditionsOf({ minDuration: '1s' })).toBe('');
  });

  it.each([
    [{ key: 'a.b/*' }, [0]],
    [{ key: 'other' }, []],
    [{ bucket: 'photos', q: 'name = "read"' }, [0, 1]],
    [{ status: '4xx' }, [0]],
    [{ status: '404' }, [0]],
    [{ status: '5xx' }, []],
    [{ status: 'error' }, [1]],
    [{ operation: 'GetObject', accessKey: 'KEY' }, [0]],
  ])('marks the spans that %p is about', (fields, indexes) => {
    const attributes = {
      's3.operation': 'GetObject',
      's3.bucket': 'photos',
      's3.key': 'a.b/c',
      'http.response.status_code': 404,
    };
    const spans = spansOf({ name: 'request', attributes, children: [{ name: 'read', status: 'ERROR' }] });
    const matches = matchesOf(spans, spanConditionsOf(fields));
    expect(spans.flatMap((_span, index) => (matches?.[index] ? [index] : []))).toEqual(indexes);
  });
});
