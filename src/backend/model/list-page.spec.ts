import { commonPrefixOf, compareUtf8, listPage, lowerBound } from './list-page.js';

const identity = (key: string): string => key;

describe('compareUtf8', () => {
  it('orders as the bytes of UTF-8 do, surrogates above all of the basic plane', () => {
    const samples = [
      '',
      'a',
      'ab',
      'b',
      '\u{7f}',
      '\u{80}',
      'ü',
      '\u{d7ff}',
      '\u{e000}',
      '\u{ff5e}',
      '\u{ffff}',
      '😀',
      '😀a',
    ];
    for (const a of samples) {
      for (const b of samples) {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect([a, b, Math.sign(compareUtf8(a, b))]).toEqual([a, b, bytes]);
      }
    }
  });
});

describe('lowerBound', () => {
  it('finds the first item of the tail, the end when there is none', () => {
    expect(lowerBound([1, 3, 5], (n) => n >= 3)).toBe(1);
    expect(lowerBound([1, 3, 5], (n) => n > 5)).toBe(3);
    expect(lowerBound([1, 3, 5], (n) => n >= 1, 2)).toBe(2);
  });
});

describe('commonPrefixOf', () => {
  it('ends behind the first delimiter after the prefix', () => {
    expect(commonPrefixOf('a/b/c', { prefix: '', delimiter: '/' })).toBe('a/');
    expect(commonPrefixOf('a/b/c', { prefix: 'a/', delimiter: '/' })).toBe('a/b/');
    expect(commonPrefixOf('a/b/c', { prefix: 'a/b/', delimiter: '/' })).toBeUndefined();
    expect(commonPrefixOf('a--b', { prefix: '', delimiter: '--' })).toBe('a--');
    expect(commonPrefixOf('a/b', { prefix: '', delimiter: '' })).toBeUndefined();
  });
});

describe('listPage', () => {
  const keys = ['a/1', 'a/2', 'b', 'c/1', 'c/2'];
  const query = { prefix: '', delimiter: '/', startAfter: '', maxKeys: 1000 };

  it('counts keys and common prefixes alike and names the last of the page', () => {
    expect(listPage(keys, identity, { ...query, maxKeys: 2 })).toEqual({
      items: ['b'],
      commonPrefixes: ['a/'],
      isTruncated: true,
      last: 'b',
    });
  });

  it('lists a common prefix no more when the page starts after it, but does within it', () => {
    expect(listPage(keys, identity, { ...query, startAfter: 'c/' }).commonPrefixes).toEqual([]);
    expect(listPage(keys, identity, { ...query, startAfter: 'c/1' }).commonPrefixes).toEqual(['c/']);
  });

  it('calls a page of no keys complete', () => {
    expect(listPage(keys, identity, { ...query, maxKeys: 0 })).toMatchObject({
      items: [],
      isTruncated: false,
    });
  });

  it('is not truncated when only members of the last group are left', () => {
    expect(listPage(keys, identity, { ...query, maxKeys: 3 })).toMatchObject({
      isTruncated: false,
      last: 'c/',
    });
  });

  it('asks for few keys of a large group', () => {
    const large = Array.from({ length: 10_000 }, (_, i) => `a/${String(i).padStart(5, '0')}`);
    let asked = 0;
    const page = listPage(
      [...large, 'b'],
      (key) => {
        asked++;
        return key;
      },
      query,
    );
    expect(page).toMatchObject({ items: ['b'], commonPrefixes: ['a/'] });
    expect(asked).toBeLessThan(100);
  });
});
