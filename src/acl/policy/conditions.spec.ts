import { CONDITION_KEYS } from './condition-keys.js';
import { compileConditions } from './conditions.js';

type Values = readonly string[] | undefined;

/** Whether a condition on one key holds for a request with these values of it. */
function holds(operator: string, wanted: unknown, values: Values, key = 'aws:Referer'): boolean {
  const [condition] = compileConditions(
    { [operator]: { [key]: wanted } },
    { variables: true, actions: [], label: 'Statement "a"' },
  );
  return condition!.holds({ values: (name) => (name === key.toLowerCase() ? values : undefined) });
}

describe('condition operators', () => {
  it.each<[operator: string, wanted: unknown, fits: string, fitsNot: string]>([
    ['StringEquals', 'a*', 'a*', 'ab'],
    ['StringEquals', ['a', 'b'], 'b', 'B'],
    ['StringEqualsIgnoreCase', 'Ab', 'aB', 'abc'],
    ['StringLike', 'a*c?', 'abbcd', 'abbc'],
    ['NumericEquals', 10, '10.0', '11'],
    ['NumericEquals', '10', '010', 'ten'],
    ['NumericLessThan', '10', '9.5', '10'],
    ['NumericLessThanEquals', '10', '10', '10.1'],
    ['NumericGreaterThan', '-1', '0', '-1'],
    ['NumericGreaterThanEquals', '10', '10', '9'],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:01Z'],
    ['DateEquals', '2026-01-01', '1767225600', '2026-01-02'],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00Z'],
    ['DateLessThanEquals', '1767225600', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
    ['DateGreaterThan', '2026-01-01', '2026-01-02', '2026-01-01'],
    ['DateGreaterThanEquals', '2026-01-01', '2026-01-01', 'soon'],
    ['Bool', true, 'TRUE', 'false'],
    ['Bool', 'False', 'false', 'no'],
    ['BinaryEquals', 'aGk=', 'hi', 'aGk='],
    ['ArnEquals', 'arn:aws:sns:*:1:t?', 'arn:aws:sns:eu:1:t1', 'arn:aws:sns:eu:1:t12'],
    ['ArnLike', 'arn:aws:s3:::a/*', 'arn:aws:s3:::a/b:c', 'arn:aws:s3:x::a/b'],
    ['ArnLike', 'arn:*:t', 'arn:x:t', 'arn:aws:sns:eu:1:t'],
  ])('%s %j holds for %j and not for %j', (operator, wanted, fits, fitsNot) => {
    expect(holds(operator, wanted, [fits])).toBe(true);
    expect(holds(operator, wanted, [fitsNot])).toBe(false);
    expect(holds(operator, wanted, undefined)).toBe(false);
    expect(holds(`${operator}IfExists`, wanted, undefined)).toBe(true);
    expect(holds(`${operator}IfExists`, wanted, [fitsNot])).toBe(false);
  });

  it.each<[operator: string, wanted: unknown, fits: string, fitsNot: string]>([
    ['StringNotEquals', ['a', 'b'], 'c', 'b'],
    ['StringNotEqualsIgnoreCase', 'a', 'b', 'A'],
    ['StringNotLike', ['a*', 'b*'], 'c', 'bx'],
    ['NumericNotEquals', ['1', '2'], '3', '2.0'],
    ['NumericNotEquals', '1', 'one', '1'],
    ['DateNotEquals', '2026-01-01', '2026-01-02', '2026-01-01T00:00:00Z'],
    ['ArnNotEquals', 'arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:s3:::a'],
    ['ArnNotLike', 'arn:aws:s3:::*', 'arn:aws:sns:::a', 'arn:aws:s3:::a'],
  ])('%s %j holds for %j and not for %j, and without a value', (operator, wanted, fits, fitsNot) => {
    expect(holds(operator, wanted, [fits])).toBe(true);
    expect(holds(operator, wanted, [fitsNot])).toBe(false);
    expect(holds(operator, wanted, undefined)).toBe(true);
    expect(holds(`${operator}IfExists`, wanted, undefined)).toBe(true);
    expect(holds(operator, wanted, [fits, fitsNot])).toBe(false);
  });

  it.each<[ranges: unknown, inside: string[], outside: string[]]>([
    [
      ['10.0.0.0/8', '192.0.2.7'],
      ['10.255.0.1', '192.0.2.7', '::ffff:10.0.0.1'],
      ['11.0.0.1', '192.0.2.8', 'x', ''],
    ],
    ['2001:db8::/32', ['2001:db8::1', '2001:db8:ffff::%eth0'], ['2001:db9::1', '10.0.0.1']],
    ['0.0.0.0/0', ['1.2.3.4'], ['::1']],
    ['::1/128', ['::1'], ['::2']],
  ])('IpAddress %j', (ranges, inside, outside) => {
    for (const address of inside) {
      expect([address, holds('IpAddress', ranges, [address], 'aws:SourceIp')]).toEqual([address, true]);
      expect([address, holds('NotIpAddress', ranges, [address], 'aws:SourceIp')]).toEqual([address, false]);
    }
    for (const address of outside) {
      expect([address, holds('IpAddress', ranges, [address], 'aws:SourceIp')]).toEqual([address, false]);
      expect([address, holds('NotIpAddress', ranges, [address], 'aws:SourceIp')]).toEqual([address, true]);
    }
    expect(holds('IpAddress', ranges, undefined, 'aws:SourceIp')).toBe(false);
    expect(holds('NotIpAddress', ranges, undefined, 'aws:SourceIp')).toBe(true);
  });

  it('Null asks whether there is a value', () => {
    expect(holds('Null', 'true', undefined)).toBe(true);
    expect(holds('Null', true, [])).toBe(true);
    expect(holds('Null', 'true', [''])).toBe(false);
    expect(holds('Null', 'false', ['x'])).toBe(true);
    expect(holds('Null', 'false', undefined)).toBe(false);
    expect(holds('Null', ['true', 'false'], undefined)).toBe(true);
  });

  it.each<[operator: string, expected: readonly boolean[]]>([
    // For: both wanted, one wanted and one not, none wanted, no value.
    ['ForAnyValue:StringEquals', [true, true, false, false]],
    ['ForAnyValue:StringEqualsIfExists', [true, true, false, true]],
    ['ForAllValues:StringEquals', [true, false, false, true]],
    ['ForAnyValue:StringNotEquals', [false, true, true, false]],
    ['ForAllValues:StringNotEquals', [false, false, true, true]],
    ['StringEquals', [true, true, false, false]],
    ['StringNotEquals', [false, false, true, true]],
  ])('%s of several values', (operator, expected) => {
    const requests: Values[] = [['a', 'b'], ['a', 'x'], ['x', 'y'], undefined];
    expect(requests.map((values) => holds(operator, ['a', 'b'], values, 's3:RequestObjectTagKeys'))).toEqual(
      expected,
    );
  });

  it.each<[wanted: string, caller: string, is: boolean]>([
    ['arn:aws:iam::123456789012:user/bob', 'arn:aws:iam:::user/bob', true],
    ['arn:aws:iam::123456789012:user/*', 'arn:aws:iam:::user/bob', true],
    ['arn:aws:iam::123456789012:*', 'arn:aws:iam:::user/bob', true],
    ['arn:*:iam::*:*/bo?', 'arn:aws:iam:::user/bob', true],
    ['arn:aws:iam::123456789012:role/*', 'arn:aws:iam:::user/bob', false],
    ['arn:aws:iam::bob:root', 'arn:aws:iam::bob:root', true],
    ['arn:aws:iam::123456789012:root', 'arn:aws:iam::bob:root', false],
    ['arn:aws:iam::bob:root', 'arn:aws:iam:::user/bob', false],
  ])('takes %s for the caller %s, whatever the account of users: %s', (wanted, caller, is) => {
    expect(holds('ArnLike', wanted, [caller], 'aws:PrincipalArn')).toBe(is);
    expect(holds('StringLike', wanted, [caller], 'aws:PrincipalArn')).toBe(is);
    expect(holds('ArnNotLike', wanted, [caller], 'aws:PrincipalArn')).toBe(!is);
  });

  it('compares variables without regard to case where the operator does', () => {
    const [condition] = compileConditions(
      { StringEqualsIgnoreCase: { 's3:prefix': 'Home/${aws:username}' } },
      { variables: true, actions: [], label: 'Statement "a"' },
    );
    const context = (prefix: string) => ({
      values: (key: string) =>
        key === 's3:prefix' ? [prefix] : key === 'aws:username' ? ['Alice'] : undefined,
    });
    expect(condition!.holds(context('hOME/aLICE'))).toBe(true);
    expect(condition!.holds(context('home/bob'))).toBe(false);
  });

  it.each(Object.keys(CONDITION_KEYS))('takes the key %s in any letters', (name) => {
    const key = name.endsWith('/') ? `${name}Team` : name;
    expect(holds('Null', 'false', ['x'], key.toUpperCase())).toBe(true);
  });
});
