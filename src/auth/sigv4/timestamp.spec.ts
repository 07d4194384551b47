import { checkSkew, formatTimestamp, MAX_SKEW, parseTimestamp } from './timestamp.js';

const TIME = Date.UTC(2013, 4, 24, 1, 2, 3);

describe('parseTimestamp', () => {
  it('reads what formatTimestamp writes', () => {
    expect(formatTimestamp(TIME)).toBe('20130524T010203Z');
    expect(parseTimestamp('20130524T010203Z')).toBe(TIME);
  });

  it.each([
    '',
    '20130524T010203',
    '20131324T010203Z',
    '20130231T010203Z',
    '20130524T250203Z',
    '2013-05-24T01:02Z',
    '2013052-T010203Z',
  ])('does not take %j for a time', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('checkSkew', () => {
  it('allows fifteen minutes either way', () => {
    expect(() => checkSkew(TIME, 'sent', TIME + MAX_SKEW)).not.toThrow();
    expect(() => checkSkew(TIME, 'sent', TIME - MAX_SKEW)).not.toThrow();
  });

  it.each([1, -1])('refuses a millisecond more, %i', (sign) => {
    expect(() => checkSkew(TIME, '20130524T010203Z', TIME + sign * (MAX_SKEW + 1))).toThrow(
      expect.objectContaining({
        code: 'RequestTimeTooSkewed',
        details: {
          RequestTime: '20130524T010203Z',
          ServerTime: sign > 0 ? '2013-05-24T01:17:03Z' : '2013-05-24T00:47:02Z',
          MaxAllowedSkewMilliseconds: 900_000,
        },
      }),
    );
  });
});
