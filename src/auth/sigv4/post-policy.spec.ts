import { checkPostPolicy, type LengthRange } from './post-policy.js';

const NOW = Date.parse('2026-11-21T00:00:00Z');
const BUCKET = { bucket: 'photos' };

function check(
  conditions: readonly unknown[],
  fields: Readonly<Record<string, string>>,
  expiration = '2026-11-21T00:00:01Z',
): LengthRange {
  const encoded = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  return checkPostPolicy(encoded, { bucket: 'photos', fields: new Map(Object.entries(fields)) }, NOW);
}

describe('the policy of a form', () => {
  it.each(['2026-11-21T00:00:00Z', '2026-11-20T23:59:59.999Z'])('no longer holds at %s', (expiration) => {
    expect(() => check([BUCKET], {}, expiration)).toThrow('Invalid according to Policy: Policy expired.');
  });

  it.each(['2026-11-21T00:00:00.001Z', '2026-11-21T00:00:01Z'])('holds until %s', (expiration) => {
    expect(check([BUCKET], {}, expiration)).toEqual({ min: 0, max: Infinity });
  });

  it.each([
    'tomorrow',
    '2026-11-22',
    '20261122T000000Z',
    '2026-11-22T00:00:00+00:00',
    '2026-13-01T00:00:00Z',
    '',
  ])('is none with the expiration %s', (expiration) => {
    expect(() => check([BUCKET], {}, expiration)).toThrow(
      `Invalid Policy: Invalid 'expiration' value: '${expiration}'`,
    );
  });

  it.each([
    [[BUCKET, { KEY: 'a' }], { key: 'a' }],
    [
      [
        ['eq', '$bucket', 'photos'],
        ['eq', '$Key', 'a'],
      ],
      { key: 'a' },
    ],
    [[BUCKET, ['StArTs-WiTh', '$KeY', '']], { key: '' }],
    [[BUCKET, ['starts-with', '$content-type', 'image/']], { 'content-type': 'image/png,image/gif' }],
    [[BUCKET], { policy: 'x', 'x-amz-signature': 'y', 'x-ignore-a': 'z', file: '' }],
  ])('with the conditions %j lets %j pass', (conditions, fields) => {
    expect(check(conditions, fields as Record<string, string>)).toEqual({ min: 0, max: Infinity });
  });

  it.each([
    [[BUCKET, { key: 'A' }], { key: 'a' }, 'Policy Condition failed: ["eq", "$key", "A"]'],
    [[{ bucket: 'other' }], {}, 'Policy Condition failed: ["eq", "$bucket", "other"]'],
    [
      [BUCKET, ['starts-with', '$content-type', 'image/']],
      { 'content-type': 'image/png,text/html' },
      'Policy Condition failed: ["starts-with", "$content-type", "image/"]',
    ],
    [[BUCKET, ['eq', '$acl', 'private']], {}, 'Policy Condition failed: ["eq", "$acl", "private"]'],
    [[BUCKET, ['EQ', '$key', 'a']], { key: 'b' }, 'Policy Condition failed: ["EQ", "$key", "a"]'],
    [[BUCKET], { key: 'a', acl: 'b' }, 'Extra input fields: key, acl'],
    [[], {}, 'Extra input fields: bucket'],
  ])('with the conditions %j stops %j', (conditions, fields, reason) => {
    expect(() => check(conditions, fields as Record<string, string>)).toThrow(
      `Invalid according to Policy: ${reason}`,
    );
  });

  it('takes the narrowest of all ranges of length', () => {
    const range = (min: unknown, max: unknown) => ['content-length-range', min, max];
    expect(check([BUCKET, range(1, 100), range('5', '200')], {})).toEqual({ min: 5, max: 100 });
    expect(() => check([BUCKET, range('a', 5)], {})).toThrow('Policy Condition failed');
  });

  it.each([
    [[], 'Invalid Condition: missing operation identifier.'],
    [['unlike', '$key', 'a'], "Invalid Condition: unknown operation 'unlike'."],
    [['eq', '$key'], 'Invalid eq: wrong number of arguments.'],
    [['content-length-range', 0], 'Invalid content-length-range: wrong number of arguments.'],
    [['content-length-range', -1, 5], 'Invalid JSON.'],
    [['content-length-range', 0, 1.5], 'Invalid JSON.'],
    [{ key: null }, 'Invalid JSON.'],
    ['key', 'Invalid Condition: must be a List or Object.'],
  ])('is none with the condition %j', (condition, reason) => {
    expect(() => check([BUCKET, condition], { key: 'a' })).toThrow(`Invalid Policy: ${reason}`);
  });
});
