import { assertCopyRange } from './copy-range.js';

const GIB = 1024 ** 3;

describe('the range of a part that is copied', () => {
  it('lies within its source', () => {
    expect(() => assertCopyRange({ first: 0, last: 9 }, 10)).not.toThrow();
    expect(() => assertCopyRange({ first: 0, last: 10 }, 10)).toThrow(
      'Range specified is not valid for source object of size: 10',
    );
  });

  it('has no more bytes than a part, and so has a source without one', () => {
    const tooLarge =
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120';
    expect(() => assertCopyRange(undefined, 5 * GIB)).not.toThrow();
    expect(() => assertCopyRange(undefined, 5 * GIB + 1)).toThrow(tooLarge);
    expect(() => assertCopyRange({ first: 1, last: 5 * GIB }, 9 * GIB)).not.toThrow();
    expect(() => assertCopyRange({ first: 0, last: 5 * GIB }, 9 * GIB)).toThrow(tooLarge);
  });
});
