import { compiledPattern } from './pattern.js';
import { parseQuery } from './query-parser.js';
import { QueryError } from './query.error.js';

const failure = (query: string): unknown => {
  try {
    return parseQuery(query, compiledPattern);
  } catch (error) {
    return error instanceof QueryError ? [error.message, error.position] : error;
  }
};

describe('parseQuery', () => {
  it('reads scopes, intrinsics, operators and values', () => {
    const condition = (query: string): unknown => {
      const parsed = parseQuery(query);
      return parsed.kind === 'spans' && parsed.spans.kind === 'condition' && parsed.spans.condition;
    };
    const attribute = (scope: string, name: string): unknown => ({ kind: 'attribute', scope, name });
    expect(condition('{ span.s3.action = "s3_GetObject" }')).toEqual({
      field: attribute('span', 's3.action'),
      operator: '=',
      value: 's3_GetObject',
    });
    expect(condition('{.http.status_code>=500}')).toEqual({
      field: attribute('any', 'http.status_code'),
      operator: '>=',
      value: 500,
    });
    expect(condition('{ resource.service.name != `a "b"` }')).toMatchObject({
      operator: '!=',
      value: 'a "b"',
    });
    expect(condition('{ event."exception message" =~ "a\\"\\\\.b" }')).toEqual({
      field: attribute('event', 'exception message'),
      operator: '=~',
      value: 'a"\\.b',
    });
    expect(condition('{ link.why !~ "x" }')).toMatchObject({
      field: attribute('link', 'why'),
      operator: '!~',
    });
    expect(condition('{ span.auth.is_root = true }')).toMatchObject({ value: true });
    expect(condition('{ span.n < -1.5 }')).toMatchObject({ value: -1.5 });
    expect(condition('{ status = error }')).toMatchObject({ value: 'ERROR' });
    expect(condition('{ kind != server }')).toMatchObject({ value: 'SERVER' });
  });

  it.each([
    ['1ns', 1e-6],
    ['20us', 0.02],
    ['20µs', 0.02],
    ['100ms', 100],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('takes %s for %d milliseconds', (text, value) => {
    expect(parseQuery(`{ duration > ${text} }`)).toMatchObject({ spans: { condition: { value } } });
  });

  it('binds && before ||, and relations of spans before both', () => {
    expect(parseQuery('{ name="a" && name="b" || name="c" }')).toMatchObject({
      spans: { kind: 'or', left: { kind: 'and' }, right: { condition: { value: 'c' } } },
    });
    expect(parseQuery('{} && {} >> {} || ({} || {}) > {}')).toMatchObject({
      kind: 'or',
      left: { kind: 'and', right: { kind: 'descendant' } },
      right: { kind: 'child', left: { kind: 'or' } },
    });
  });

  it('takes one set of spans without its braces', () => {
    for (const query of ['status = error', '(name = "a" || name = "{") && duration > 5ms']) {
      expect(parseQuery(query)).toEqual(parseQuery(`{ ${query} }`));
    }
  });

  it.each([
    ['status = error || {}', 0, 'in braces'],
    ['status = error }', 15, 'not expected'],
    ['(status = error', 15, 'expected )'],
    ['error', 0, 'neither name'],
    ['{ status = error', 16, 'expected }'],
    ['{ status = broken }', 11, 'error, ok, unset'],
    ['{ status > error }', 9, '= and !='],
    ['{ duration > 5 }', 13, 'a duration such as'],
    ['{ span.a ? 1 }', 9, 'not expected'],
    ['{ span.a = }', 11, 'a text in quotes, a number'],
    ['{ span.a = "x }', 11, 'has no end'],
    ['{ span.a < "x" }', 9, 'compares numbers'],
    ['{ span. = 1 }', 7, 'the name of an attribute'],
    ['{ colour = 1 }', 2, 'neither name'],
    ['{ constructor = 1 }', 2, 'neither name'],
    ['{ span.a =~ "(" }', 12, 'cannot be read'],
    ['{ span.a =~ 5 }', 12, 'a pattern is'],
    ['{ span.a = nil }', 9, 'only be compared by !='],
    ['{ } | rate()', 4, 'not expected'],
    ['{ } { }', 4, 'not expected'],
    ['', 0, 'in braces'],
  ])('says what is wrong in %s at %d', (query, position, message) => {
    expect(failure(query)).toEqual([expect.stringContaining(message), position]);
  });

  it('is bounded', () => {
    expect(failure(`{ name = "${'x'.repeat(5000)}" }`)).toEqual([
      expect.stringContaining('characters'),
      4096,
    ]);
    expect(failure(`${'('.repeat(50)}{}${')'.repeat(50)}`)).toEqual([
      expect.stringContaining('too many'),
      33,
    ]);
    expect(failure(`{ ${'name="a" || '.repeat(40)} name="b" }`)).toEqual([
      expect.stringContaining('at most 24 conditions'),
      expect.any(Number),
    ]);
    expect(failure(`${'{} && '.repeat(40)}{}`)).toEqual([
      expect.stringContaining('sets of spans'),
      expect.any(Number),
    ]);
    expect(failure(`{ name =~ "${'a'.repeat(300)}" }`)).toEqual([expect.stringContaining('at most 256'), 10]);
    expect(failure(`{ name =~ "${'x{1000}'.repeat(5)}" }`)).toEqual([expect.stringContaining('repeats'), 10]);
  });
});
