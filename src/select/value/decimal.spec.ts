import { Decimal } from './decimal.js';

const decimal = (text: string): Decimal => {
  const value = Decimal.parse(text);
  if (!value) throw new Error(`${text} is no number`);
  return value;
};

describe('Decimal', () => {
  it.each([
    ['0', '0'],
    [' 12 ', '12'],
    ['-0.50', '-0.50'],
    ['+.5', '0.5'],
    ['5.', '5'],
    ['1.5e3', '1500'],
    ['15e-3', '0.015'],
    ['0.12345678901234567890123456789012345678999', '0.12345678901234567890123456789012345679'],
    ['1e-999', `0.${'0'.repeat(76)}`],
  ])('reads %s as %s', (text, shown) => {
    expect(decimal(text).toString()).toBe(shown);
  });

  it.each(['', '.', 'x', '1 2', '--1', '1e', '1e9999', '1e38', '0x10', 'NaN', '1'.repeat(129)])(
    'does not read %j',
    (text) => {
      expect(Decimal.parse(text)).toBeUndefined();
    },
  );

  it('calculates exactly', () => {
    expect(decimal('0.1').plus(decimal('0.2')).toString()).toBe('0.3');
    expect(decimal('1').minus(decimal('0.9')).toString()).toBe('0.1');
    expect(decimal('-1.5').times(decimal('0.2')).toString()).toBe('-0.30');
    expect(decimal('7').dividedBy(decimal('2')).toString()).toBe('3.5');
    expect(decimal('-2').dividedBy(decimal('3')).toString()).toMatch(/^-0\.6{37}7$/);
    expect(decimal('-7.5').remainder(decimal('2')).toString()).toBe('-1.5');
    expect(decimal('1.10').compare(decimal('1.1'))).toBe(0);
    expect(decimal('-2').compare(decimal('1.5'))).toBe(-1);
    expect(decimal('-2.9').truncated()).toBe(-2n);
  });

  it('refuses what has too many digits before the point', () => {
    const large = decimal('9'.repeat(38));
    expect(() => large.times(large)).toThrow(expect.objectContaining({ code: 'IntegerOverflow' }));
    expect(() => large.plus(large)).toThrow(expect.objectContaining({ code: 'IntegerOverflow' }));
  });
});
