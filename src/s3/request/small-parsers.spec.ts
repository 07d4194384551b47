import { checkBucketName } from './bucket-name.js';
import { readToken, writeToken } from './continuation-token.js';
import { parseCopySource } from './copy-source.js';
import { keyEncoder } from './encoding-type.js';
import { QueryParameters } from './query-parameters.js';
import { checkTags, parseTaggingHeader } from './tags.js';

const code = (name: string) => expect.objectContaining({ code: name });

describe('checkBucketName', () => {
  it.each(['abc', 'a.b-c', '0a0', 'a'.repeat(63), '1.2.3'])('takes %s', (name) => {
    expect(() => checkBucketName(name, true)).not.toThrow();
  });

  it.each([
    'ab',
    'a'.repeat(64),
    'Abc',
    'a_b',
    '-ab',
    'ab-',
    '.ab',
    'a..b',
    '1.2.3.4',
    'xn--abc',
    'abc-s3alias',
  ])('refuses %s', (name) => {
    expect(() => checkBucketName(name, true)).toThrow(code('InvalidBucketName'));
  });

  it('takes what a storage can hold when it is not strict', () => {
    expect(() => checkBucketName('Old_Bucket', false)).not.toThrow();
    for (const name of ['.hidden', '..', 'a/b', ''])
      expect(() => checkBucketName(name, false)).toThrow(code('InvalidBucketName'));
  });
});

describe('continuation tokens', () => {
  it('give back any place', () => {
    for (const place of ['', 'a/b', '€ 😀', 'a'.repeat(1024)])
      expect(readToken(writeToken(place))).toBe(place);
  });

  it.each(['', 'nonsense', 'Zm9v', `${writeToken('a')}=`])('refuse %s', (token) => {
    expect(() => readToken(token)).toThrow(code('InvalidArgument'));
  });
});

describe('parseCopySource', () => {
  it.each([
    ['b/k', { bucket: 'b', key: 'k' }],
    ['/b/k', { bucket: 'b', key: 'k' }],
    ['b/a%20b+c', { bucket: 'b', key: 'a b+c' }],
    ['b%2Fk', { bucket: 'b', key: 'k' }],
    ['b/k?versionId=null', { bucket: 'b', key: 'k', versionId: 'null' }],
    ['b/k%3FversionId=1', { bucket: 'b', key: 'k?versionId=1' }],
  ])('reads %s', (header, source) => {
    expect(parseCopySource(header)).toEqual(source);
  });

  it.each(['', 'b', '/b/', '/b', 'b/%zz'])('refuses %s', (header) => {
    expect(() => parseCopySource(header)).toThrow(code('InvalidArgument'));
  });
});

describe('keyEncoder', () => {
  it('encodes everything but slashes and unreserved characters', () => {
    expect(keyEncoder('url')("a/b c+d(1)*'!~_-.€")).toBe('a/b%20c%2Bd%281%29%2A%27%21~_-.%E2%82%AC');
    expect(keyEncoder(undefined)('a b')).toBe('a b');
    expect(() => keyEncoder('base64')).toThrow(code('InvalidArgument'));
  });
});

describe('QueryParameters', () => {
  it('reads names, values, plus signs and escapes', () => {
    const query = QueryParameters.parse('uploads&prefix=a+b%2Bc&empty=&x=1&x=2');
    expect([
      query.has('uploads'),
      query.get('prefix'),
      query.get('empty'),
      query.get('x'),
      query.get('none'),
    ]).toEqual([true, 'a b+c', '', '1', undefined]);
  });

  it('refuses broken escapes and a flood of parameters', () => {
    expect(() => QueryParameters.parse('a=%zz')).toThrow(code('InvalidURI'));
    expect(() =>
      QueryParameters.parse(Array.from({ length: 129 }, (_, index) => `p${index}`).join('&')),
    ).toThrow(code('InvalidURI'));
  });
});

describe('tags', () => {
  it('come from a header of pairs', () => {
    expect(checkTags(parseTaggingHeader('a=1&b%20c=d+e&f'))).toEqual({ a: '1', 'b c': 'd e', f: '' });
    expect(parseTaggingHeader('')).toEqual([]);
  });

  it('are at most ten, without doubles, of allowed characters and lengths', () => {
    const pairs = (count: number): [string, string][] =>
      Array.from({ length: count }, (_, index) => [`k${index}`, 'v']);
    expect(Object.keys(checkTags(pairs(10)))).toHaveLength(10);
    expect(() => checkTags(pairs(11))).toThrow(code('BadRequest'));
    expect(() =>
      checkTags([
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toThrow(code('InvalidTag'));
    expect(() => checkTags([['', 'v']])).toThrow(code('InvalidTag'));
    expect(() => checkTags([['k'.repeat(129), 'v']])).toThrow(code('InvalidTag'));
    expect(() => checkTags([['k', 'v'.repeat(257)]])).toThrow(code('InvalidTag'));
    expect(() => checkTags([['k', 'a;b']])).toThrow(code('InvalidTag'));
    expect(() => parseTaggingHeader('a=%zz')).toThrow(code('InvalidArgument'));
    expect(checkTags([['__proto__', 'kept']])).toHaveProperty(['__proto__'], 'kept');
  });
});
