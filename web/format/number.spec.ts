import { formatBytes, formatCount, formatRate, formatShare } from './number.js';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.001, '< 0.01'],
    [0.25, '0.25'],
    [4.82, '4.8'],
    [1_234.4, '1,234'],
  ])('shows a rate of %d as %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.034, '3.4 %'],
    [0.25, '25 %'],
    [1, '100 %'],
  ])('shows a share of %d as %s', (share, text) => expect(formatShare(share)).toBe(text));

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1_536, '1.5 KiB'],
    [64 * 2 ** 20, '64.0 MiB'],
    [300 * 2 ** 40, '300 TiB'],
    [3_000 * 2 ** 40, '3000 TiB'],
  ])('shows %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('parts thousands', () => expect(formatCount(1_234_567)).toBe('1,234,567'));
});
