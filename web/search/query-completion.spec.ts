import { completed, completionAt, optionsOf } from './query-completion.js';

/** The cursor stands where `|` does. */
function at(marked: string): ReturnType<typeof completionAt> {
  return completionAt(marked.replace('|', ''), marked.indexOf('|'));
}

describe('completionAt', () => {
  it.each([
    ['|', { kind: 'name', typed: '', isOutside: false }],
    ['s3.b|', { kind: 'name', typed: 's3.b', from: 0, isOutside: false }],
    ['{ |', { kind: 'name', typed: '', isOutside: false }],
    ['{ span.s3|', { kind: 'name', typed: 'span.s3', from: 2, to: 9 }],
    ['{ status = error && (du| > 1s) }', { kind: 'name', typed: 'du' }],
    ['status = error && na|', { kind: 'name', typed: 'na', isOutside: false }],
    ['{ status = error } && |', { kind: 'name', isOutside: true }],
    ['{ span.s3.key |', { kind: 'operator', field: 'span.s3.key' }],
    ['{ span.s3.key = |', { kind: 'value', field: 'span.s3.key', typed: '' }],
    ['{ span.s3.key = "ph|', { kind: 'value', field: 'span.s3.key', typed: 'ph', from: 16, to: 19 }],
    ['{ span.s3.key = "ph|" }', { kind: 'value', typed: 'ph', to: 20 }],
    ['{ span:status = |', { kind: 'value', field: 'status' }],
    ['{ status = er|', { kind: 'value', field: 'status', typed: 'er' }],
  ])('of %s', (marked, completion) => {
    expect(at(marked)).toMatchObject(completion);
  });

  it.each(['{ status = error |', '{ span.s3.key = "a" |', '{ status = error } |', '{ & |', '{ "a|', '{ = |'])(
    'has nothing to say of %s',
    (marked) => {
      expect(at(marked)).toBeUndefined();
    },
  );
});

describe('optionsOf', () => {
  const NAMES = ['event.bucket', 'name', 'span.old_bucket', 'span.s3.bucket', 'span.s3.key'];

  it('finds what has the typed text in it, at the begin of a word first', () => {
    expect(optionsOf(NAMES, 'bucket')).toEqual(['event.bucket', 'span.s3.bucket', 'span.old_bucket']);
    expect(optionsOf(NAMES, '.S3')).toEqual(['span.s3.bucket', 'span.s3.key']);
    expect(optionsOf(NAMES, '')).toEqual(NAMES);
    expect(optionsOf(NAMES, 'nothing')).toEqual([]);
    expect(optionsOf(NAMES, 'span.s3.key')).toEqual([]);
  });

  it('offers a bounded number', () => {
    expect(
      optionsOf(
        Array.from({ length: 1_000 }, (_none, index) => `a${index}`),
        'a',
      ),
    ).toHaveLength(50);
  });
});

describe('completed', () => {
  const take = (marked: string, option: string): string => {
    const { query, cursor } = completed(marked.replace('|', ''), at(marked)!, option);
    return `${query.slice(0, cursor)}|${query.slice(cursor)}`;
  };

  it.each([
    ['s3|', 'span.s3.bucket', 'span.s3.bucket |'],
    ['{} >> |', 'status', '{} >> { status |'],
    ['{ du| > 1s }', 'duration', '{ duration |> 1s }'],
    ['{ |', 'span.a b', '{ span."a b" |'],
    ['{ span.s3.key |', '=~', '{ span.s3.key =~ |'],
    ['{ span.s3.key = "o|" }', 'it is "one"', '{ span.s3.key = "it is \\"one\\"" |}'],
    ['{ status = |', 'error', '{ status = error |'],
  ])('makes of %s with %s', (marked, option, result) => {
    expect(take(marked, option)).toBe(result);
  });
});
