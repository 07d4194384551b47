import { canonicalQuery, canonicalRequest, canonicalUri, coverHeaders } from './canonical-request.js';

describe('canonicalUri', () => {
  it.each([
    ['', '/'],
    ['/', '/'],
    ['/a/../c', '/a/../c'],
    ['//a//', '//a//'],
    ['/a/./b', '/a/./b'],
    ['/a%2fb', '/a%2Fb'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a+b', '/a%2Bb'],
    ['/a%2bb', '/a%2Bb'],
    ['/test$file.text', '/test%24file.text'],
    ['/%7Euser', '/~user'],
    ['/a b', '/a%20b'],
    ['/100%', '/100%25'],
    ['/100%zz', '/100%25zz'],
    ['/%25zz', '/%25zz'],
    ['/gr%C3%BCn', '/gr%C3%BCn'],
    ['/gr\u00c3\u00bcn', '/gr%C3%BCn'],
  ])('reads the path %j as %j', (raw, canonical) => {
    expect(canonicalUri(raw)).toBe(canonical);
  });
});

describe('canonicalQuery', () => {
  it.each([
    ['', ''],
    ['lifecycle', 'lifecycle='],
    ['lifecycle=', 'lifecycle='],
    ['prefix=J&max-keys=2', 'max-keys=2&prefix=J'],
    ['a=2&a=1&a=10', 'a=1&a=10&a=2'],
    ['a-b=1&a=2', 'a=2&a-b=1'],
    ['&&b=1&', 'b=1'],
    ['prefix=a/b', 'prefix=a%2Fb'],
    ['prefix=a+b', 'prefix=a%20b'],
    ['prefix=a%2Bb', 'prefix=a%2Bb'],
    ['prefix=a=b', 'prefix=a%3Db'],
    ['B=1&a=2', 'B=1&a=2'],
  ])('reads the query %j as %j', (raw, canonical) => {
    expect(canonicalQuery(raw)).toBe(canonical);
  });

  it('leaves the parameter out that bears the signature', () => {
    expect(canonicalQuery('X-Amz-Signature=00&X-Amz-Date=1', 'X-Amz-Signature')).toBe('X-Amz-Date=1');
  });
});

describe('coverHeaders', () => {
  it('trims values, collapses runs of spaces and joins repeated headers by a comma', () => {
    const raw = ['Host', 'h', 'X-Amz-Meta-A', '  a    b  ', 'x-amz-meta-a', 'c'];
    const { signed, unsigned } = coverHeaders(raw, ['host', 'x-amz-meta-a']);
    expect(Object.fromEntries(signed)).toEqual({ host: 'h', 'x-amz-meta-a': 'a b,c' });
    expect(unsigned).toEqual([]);
  });

  it('names the host and the x-amz headers that are not signed, and no others', () => {
    const raw = ['Host', 'h', 'X-Amz-Acl', 'private', 'x-amz-acl', 'public-read', 'User-Agent', 'u'];
    expect(coverHeaders(raw, ['user-agent']).unsigned).toEqual(['x-amz-acl', 'host']);
  });
});

describe('canonicalRequest', () => {
  it('leaves an absent signed header empty, and keeps the order that it is given', () => {
    const request = { method: 'GET', rawPath: '/b/k', rawQuery: 'x=1' };
    const parts = { signedHeaders: ['expect', 'host'], headers: new Map([['host', 'h']]), payloadHash: 'P' };
    expect(canonicalRequest(request, parts)).toBe('GET\n/b/k\nx=1\nexpect:\nhost:h\n\nexpect;host\nP');
  });
});
