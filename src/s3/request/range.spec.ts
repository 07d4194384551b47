import { parseCopySourceRange, resolveRange } from './range.js';

describe('resolveRange', () => {
  it.each([
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=2-5', 10, { first: 2, last: 5 }],
    ['bytes=5-', 10, { first: 5, last: 9 }],
    ['bytes=5-99', 10, { first: 5, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-30', 10, { first: 0, last: 9 }],
  ])('reads %s of %i bytes', (header, size, range) => {
    expect(resolveRange(header, size)).toEqual(range);
  });

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=1-2,4-5', 'items=0-1', 'bytes=', 'bytes=-', 'bytes=1'])(
    'ignores %s, as a range that is no range',
    (header) => {
      expect(resolveRange(header, 10)).toBeUndefined();
    },
  );

  it.each([
    ['bytes=10-', 10],
    ['bytes=10-12', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-5', 0],
  ])('refuses %s of %i bytes', (header, size) => {
    expect(() => resolveRange(header, size)).toThrow(
      expect.objectContaining({
        code: 'InvalidRange',
        details: { RangeRequested: header, ActualObjectSize: size },
        headers: { 'Content-Range': `bytes */${size}` },
      }),
    );
  });
});

describe('parseCopySourceRange', () => {
  it('takes one closed range', () => {
    expect(parseCopySourceRange('bytes=0-9')).toEqual({ first: 0, last: 9 });
    expect(parseCopySourceRange(undefined)).toBeUndefined();
  });

  it.each(['0-9', 'bytes=0-', 'bytes=-9', 'bytes=9-0', 'bytes=1-2-3', 'bytes=a-b'])(
    'refuses %s',
    (header) => {
      expect(() => parseCopySourceRange(header)).toThrow(
        expect.objectContaining({ code: 'InvalidArgument' }),
      );
    },
  );
});
