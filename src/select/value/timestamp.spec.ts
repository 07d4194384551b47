import { Timestamp } from './timestamp.js';

describe('Timestamp', () => {
  it.each([
    '2010T',
    '2010-02T',
    '2010-02-03T04:05Z',
    '2010-02-03T04:05-00:00',
    '2010-02-03T04:05:06+05:30',
    '2010-02-03T04:05:06.7Z',
    '0001-01-01T00:00:00.000Z',
  ])('writes %s as it was read', (text) => {
    expect(Timestamp.parse(text)?.toString()).toBe(text);
  });

  it('reads days with and without a T, and drops what is finer than a millisecond', () => {
    expect(Timestamp.parse('2010-02-03T')?.toString()).toBe('2010-02-03');
    expect(Timestamp.parse('2010-02-03')?.toString()).toBe('2010-02-03');
    expect(Timestamp.parse('2010-02-03T04:05:06.123456789Z')?.toString()).toBe('2010-02-03T04:05:06.123Z');
  });

  it.each([
    '',
    '2010',
    '2010-13T',
    '2010-02-30',
    '2010-02-03T24:00Z',
    '2010-02-03T04:60Z',
    '2010-02-03T04:05:60Z',
    '2010-02-03T04:05',
    '2010-02-03T04:05+24:00',
    '0000-01-01',
    'x'.repeat(1000),
  ])('does not read %s', (text) => {
    expect(Timestamp.parse(text)).toBeUndefined();
  });

  it('stays within the years 1 to 9999', () => {
    expect(Timestamp.parse('9999-12-31')?.plus('day', 1)).toBeUndefined();
    expect(Timestamp.parse('0001-01-01')?.plus('second', -1)).toBeUndefined();
    expect(Timestamp.parse('2000T')?.plus('year', 1e15)).toBeUndefined();
  });
});
