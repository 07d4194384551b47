import { parseTarget, splitTarget } from './target.js';

describe('splitTarget', () => {
  it.each([
    ['/b/k?x=1?y', '/b/k', 'x=1?y'],
    ['/b/a/../c', '/b/a/../c', ''],
    ['//b/c', '//b/c', ''],
    ['http://host:1/b/k?q', '/b/k', 'q'],
    ['http://host', '/', ''],
    ['*', '/', ''],
  ])('splits %s', (url, rawPath, rawQuery) => {
    expect(splitTarget(url)).toEqual({ rawPath, rawQuery });
  });
});

describe('parseTarget', () => {
  it.each([
    ['/', { level: 'service' }],
    ['/b', { level: 'bucket', bucket: 'b' }],
    ['/b/', { level: 'bucket', bucket: 'b' }],
    ['/b/k', { level: 'object', bucket: 'b', key: 'k' }],
    ['/b/a/../c', { level: 'object', bucket: 'b', key: 'a/../c' }],
    ['/b/%2e%2e/c', { level: 'object', bucket: 'b', key: '../c' }],
    ['/b/a%2Fb', { level: 'object', bucket: 'b', key: 'a/b' }],
    ['/b//k', { level: 'object', bucket: 'b', key: '/k' }],
    ['/b/a+b%20c', { level: 'object', bucket: 'b', key: 'a+b c' }],
    ['/b/%E2%82%AC', { level: 'object', bucket: 'b', key: '€' }],
    ['/b/d/', { level: 'object', bucket: 'b', key: 'd/' }],
  ])('reads %s', (path, target) => {
    expect(parseTarget(path)).toEqual(target);
  });

  it.each([
    ['/', { level: 'bucket', bucket: 'b' }],
    ['', { level: 'bucket', bucket: 'b' }],
    ['/k', { level: 'object', bucket: 'b', key: 'k' }],
    ['//k', { level: 'object', bucket: 'b', key: '/k' }],
    ['/b/a/../c%20d/', { level: 'object', bucket: 'b', key: 'b/a/../c d/' }],
  ])('reads %s of a host that names the bucket', (path, target) => {
    expect(parseTarget(path, 'b')).toEqual(target);
  });

  it('refuses a key of such a host as any other', () => {
    expect(() => parseTarget('/%zz', 'b')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
    expect(() => parseTarget(`/${'k'.repeat(1025)}`, 'b')).toThrow(
      expect.objectContaining({ code: 'KeyTooLongError' }),
    );
  });

  it('refuses broken escapes, NUL and keys over 1,024 bytes', () => {
    expect(() => parseTarget('/b/%zz')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
    expect(() => parseTarget('/b/%ff')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
    expect(() => parseTarget('/b/a%00')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
    expect(parseTarget(`/b/${'k'.repeat(1024)}`).key).toHaveLength(1024);
    expect(() => parseTarget(`/b/${'k'.repeat(1025)}`)).toThrow(
      expect.objectContaining({ code: 'KeyTooLongError' }),
    );
    expect(() => parseTarget(`/b/${'%E2%82%AC'.repeat(342)}`)).toThrow(
      expect.objectContaining({ code: 'KeyTooLongError' }),
    );
  });
});
