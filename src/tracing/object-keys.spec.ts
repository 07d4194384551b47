import { areKeysHidden, shownKey, shownPath, useObjectKeys, withoutKeys } from './object-keys.js';

describe('what spans say of a key', () => {
  afterEach(() => useObjectKeys('full'));

  it('is the key itself', () => {
    expect(areKeysHidden()).toBe(false);
    expect(shownKey('abc')).toBe('abc');
  });

  it('is the beginning of its SHA-256', () => {
    useObjectKeys('hash');
    expect(areKeysHidden()).toBe(true);
    // Source: FIPS 180-2, appendix B.1.
    expect(shownKey('abc')).toBe('ba7816bf8f01cfea');
    expect(shownPath('/photos/a%62c', 'photos', 'abc')).toBe('/photos/ba7816bf8f01cfea');
    expect(shownPath('/abc', 'photos', 'abc')).toBe('/ba7816bf8f01cfea');
  });

  it('is nothing', () => {
    useObjectKeys('off');
    expect(shownKey('abc')).toBeUndefined();
    expect(shownPath('/photos/abc', 'photos', 'abc')).toBe('/photos/');
  });

  it('is nothing where the path was not understood', () => {
    useObjectKeys('hash');
    expect(shownPath('/photos/%zz', undefined, undefined)).toBe('/');
    expect(shownPath('/photos', 'photos', undefined)).toBe('/photos');
    expect(shownPath('/photos/', 'photos', undefined)).toBe('/photos/');
  });

  it('is nothing new of no key at all', () => {
    useObjectKeys('hash');
    expect(shownKey('')).toBe('');
  });

  it('is not in the values of a query', () => {
    expect(withoutKeys('list-type=2&prefix=abc&uploads&Start-After=x&max-keys=3')).toBe(
      'list-type=2&prefix=REDACTED&uploads&Start-After=REDACTED&max-keys=3',
    );
  });
});
