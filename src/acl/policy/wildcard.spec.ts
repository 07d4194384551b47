import { ANY, ONE, Wildcard, type WildcardToken } from './wildcard.js';

const wildcard = (pattern: string): Wildcard =>
  new Wildcard(
    Array.from(pattern, (each): WildcardToken => (each === '*' ? ANY : each === '?' ? ONE : each)),
  );

describe('Wildcard', () => {
  it.each([
    ['', ''],
    ['*', ''],
    ['*', 'a/b'],
    ['a*', 'a'],
    ['*a', 'bcda'],
    ['a*a', 'aa'],
    ['a*b*c', 'axbxbxc'],
    ['*ab*ab', 'abab'],
    ['??', 'ab'],
    ['a?c*', 'abcd'],
    ['*?b', 'aab'],
    ['*a?b*', 'aaxaxb'],
    ['**', 'x'],
    ['*.jpg', '.jpg.jpg'],
  ])('%j fits %j', (pattern, text) => {
    expect(wildcard(pattern).matches(text)).toBe(true);
  });

  it.each([
    ['', 'a'],
    ['a', ''],
    ['a', 'aa'],
    ['a*', 'ba'],
    ['*a', 'ab'],
    ['a*a', 'a'],
    ['ab*ba', 'aba'],
    ['a*b*c', 'acb'],
    ['*ab*ab', 'ab'],
    ['?', ''],
    ['?', 'ab'],
    ['*?b', 'b'],
    ['*a?b*', 'aabb'.slice(2)],
    ['A', 'a'],
  ])('%j does not fit %j', (pattern, text) => {
    expect(wildcard(pattern).matches(text)).toBe(false);
  });

  it('answers for patterns that lead others to try everything', () => {
    const text = 'a'.repeat(16_384);
    expect(wildcard(`${'a*'.repeat(4000)}b`).matches(text)).toBe(false);
    expect(wildcard(`${'a*'.repeat(4000)}a`).matches(text)).toBe(true);
    expect(wildcard(`*${'?*'.repeat(4000)}b*`).matches(text)).toBe(false);
    expect(wildcard(`*${'a?'.repeat(300)}b*`).matches(text)).toBe(false);
  });

  it('takes a text of more than one character as it is', () => {
    expect(new Wildcard(['a*', ANY, '?']).matches('a*xyz?')).toBe(true);
    expect(new Wildcard(['a*', ANY, '?']).matches('abxyz?')).toBe(false);
  });
});
