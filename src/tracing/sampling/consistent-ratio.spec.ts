import { newTraceId } from '../recorder/random-ids.js';
import { ConsistentRatio } from './consistent-ratio.js';

const keeps = (share: number, traceId: string): boolean => new ConsistentRatio(share).keeps(traceId);

describe('ConsistentRatio', () => {
  it.each([
    [1, '00000000000000'],
    [0.5, '80000000000000'],
    [0.25, 'c0000000000000'],
    [0.01, 'fd70a400000000'],
    [2 ** -56, 'ffffffffffffff'],
  ])('gives the share %d the threshold %s', (share, threshold) => {
    expect(new ConsistentRatio(share).threshold).toBe(threshold);
  });

  it('keeps a trace whose low 56 bits reach the threshold and drops the one below', () => {
    expect(keeps(0.01, '000000000000000000fd70a400000000')).toBe(true);
    expect(keeps(0.01, 'ffffffffffffffffffFD70a3ffffffff'.toLowerCase())).toBe(false);
  });

  it('looks at nothing but the low 56 bits', () => {
    expect(keeps(0.5, 'ffffffffffffffffff7fffffffffffff')).toBe(false);
    expect(keeps(0.5, '00000000000000000080000000000000')).toBe(true);
  });

  it('keeps everything at 1 and nothing at 0', () => {
    expect(keeps(1, '00000000000000000000000000000001')).toBe(true);
    expect(keeps(0, 'ffffffffffffffffffffffffffffffff')).toBe(false);
  });

  it('keeps the asked share of 100,000 ids, within one hundredth', () => {
    const ratio = new ConsistentRatio(0.2);
    let kept = 0;
    for (let index = 0; index < 100_000; index += 1) {
      if (ratio.keeps(newTraceId())) kept += 1;
    }
    expect(Math.abs(kept / 100_000 - 0.2)).toBeLessThan(0.01);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the share %d', (share) => {
    expect(() => new ConsistentRatio(share)).toThrow(RangeError);
  });
});
