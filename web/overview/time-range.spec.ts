import { rangeOf } from './time-range.js';

const NOW = 10_000_000;
const of = (query: string): unknown => rangeOf(new URLSearchParams(query), NOW);

describe('rangeOf', () => {
  it('ends now, and is 15 minutes unless something else is asked for', () => {
    expect(of('')).toEqual({ name: '15m', from: NOW - 900_000, to: NOW });
    expect(of('range=1h')).toEqual({ name: '1h', from: NOW - 3_600_000, to: NOW });
    expect(of('range=forever')).toEqual(of(''));
  });

  it('holds still where both ends are given', () => {
    expect(of('from=1000&to=2000')).toEqual({ from: 1000, to: 2000 });
    expect(of('from=2000&to=1000')).toEqual(of(''));
    expect(of('from=2000')).toEqual(of(''));
  });
});
