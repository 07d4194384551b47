import { SECRET } from '../../../test/support/aws-examples.js';
import { deriveSigningKey, hmac, sameSignature, signingKey } from './signing-key.js';

describe('signingKey', () => {
  it('derives one key per account, day and region, and hands the same one out again', () => {
    const account = { secret: SECRET };
    const key = signingKey(account, '20130524', 'us-east-1');
    expect(key).toEqual(deriveSigningKey(SECRET, '20130524', 'us-east-1'));
    expect(signingKey(account, '20130524', 'us-east-1')).toBe(key);
    expect(signingKey(account, '20130525', 'us-east-1')).not.toEqual(key);
    expect(signingKey(account, '20130524', 'eu-west-1')).not.toEqual(key);
    expect(signingKey({ secret: 'other' }, '20130524', 'us-east-1')).not.toEqual(key);
  });

  it('keeps a bounded number of keys per account', () => {
    const account = { secret: SECRET };
    const first = signingKey(account, '20130501', 'us-east-1');
    for (let day = 2; day <= 9; day += 1) signingKey(account, `2013050${day}`, 'us-east-1');
    const again = signingKey(account, '20130501', 'us-east-1');
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });
});

describe('sameSignature', () => {
  const expected = hmac('key', 'text');
  const hex = expected.toString('hex');

  it('accepts the 64 hex digits of the signature only', () => {
    expect(sameSignature(expected, hex)).toBe(true);
    for (const wrong of [
      '',
      'zz',
      hex.slice(1),
      `${hex}00`,
      `${hex.slice(0, 63)}g`,
      `0${hex.slice(1)}x`,
      '0'.repeat(64),
    ]) {
      expect(sameSignature(expected, wrong)).toBe(false);
    }
  });
});
