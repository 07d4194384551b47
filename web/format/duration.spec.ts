import { formatDuration, formatTick, parseDuration } from './duration.js';

describe('formatDuration', () => {
  it.each([
    [0, '0 µs'],
    [0.0851, '85 µs'],
    [0.9994, '999 µs'],
    [0.9996, '1.00 ms'],
    [1.239, '1.24 ms'],
    [12.34, '12.3 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [3_200, '3.20 s'],
    [125_000, '2 m 05 s'],
    [Number.NaN, '–'],
  ])('shows %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatTick', () => {
  it.each([
    [0, '0'],
    [0.5, '500 µs'],
    [1, '1 ms'],
    [20, '20 ms'],
    [100, '100 ms'],
    [1_500, '1.5 s'],
    [120_000, '2 m 00 s'],
  ])('shows %d ms as %s', (milliseconds, text) => {
    expect(formatTick(milliseconds)).toBe(text);
  });
});

describe('parseDuration', () => {
  it.each([
    ['250us', 0.25],
    ['1000000ns', 1],
    ['1h', 3_600_000],
    ['250 µs', 0.25],
    ['10', 10],
    ['10ms', 10],
    ['1.5s', 1_500],
    ['2m', 120_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 'fast', '10 parsecs', '-1'])('refuses %p', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
