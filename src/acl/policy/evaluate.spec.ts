import { evaluatePolicy, type PolicyRequest, usesExistingTags } from './evaluate.js';
import { parsePolicy } from './policy.js';

const ALLOW = {
  Sid: 'allow',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
};
const DENY = { ...ALLOW, Sid: 'deny', Effect: 'Deny' };
const BUCKET = { ...ALLOW, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos' };
const policy = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'photos');

interface Asked extends Partial<Omit<PolicyRequest, 'context'>> {
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

function verdict(statements: object[], { values = {}, ...asked }: Asked = {}): string {
  const { effect, statement } = evaluatePolicy(policy(...statements), {
    principal: 'alice',
    action: 's3:GetObject',
    bucket: 'photos',
    key: 'a/b',
    ...asked,
    context: { values: (key) => values[key] },
  });
  return effect === undefined ? `none${statement}` : `${effect} ${statement}`;
}

type Row = [title: string, expected: string, statements: object[], asked?: Asked];

const ROWS: readonly Row[] = [
  ['an Allow', 'Allow allow', [ALLOW]],
  ['an Allow without Sid', 'Allow statement 2', [BUCKET, { ...ALLOW, Sid: undefined }]],
  ['the first of several', 'Allow allow', [ALLOW, { ...ALLOW, Sid: 'second' }]],
  ['a Deny after an Allow', 'Deny deny', [ALLOW, DENY]],
  ['a Deny before an Allow', 'Deny deny', [DENY, ALLOW]],
  ['nothing that fits', 'none', [BUCKET]],
  ['another bucket', 'none', [ALLOW], { bucket: 'other' }],
  ['everybody and an anonymous caller', 'Allow allow', [ALLOW], { principal: undefined }],
  ['a name', 'Allow allow', [{ ...ALLOW, Principal: { AWS: ['bob', 'alice'] } }]],
  ['an ARN', 'Allow allow', [{ ...ALLOW, Principal: { AWS: 'arn:aws:iam::7:user/alice' } }]],
  ['the ARN of an account', 'Allow allow', [{ ...ALLOW, Principal: { AWS: 'arn:aws:iam::alice:root' } }]],
  ['a canonical user', 'Allow allow', [{ ...ALLOW, Principal: { CanonicalUser: 'alice' } }]],
  ['another name', 'none', [{ ...ALLOW, Principal: { AWS: 'bob' } }]],
  [
    'a name and an anonymous caller',
    'none',
    [{ ...ALLOW, Principal: { AWS: 'bob' } }],
    { principal: undefined },
  ],
  ['NotPrincipal with the name', 'none', [{ ...DENY, Principal: undefined, NotPrincipal: { AWS: 'alice' } }]],
  [
    'NotPrincipal with another',
    'Deny deny',
    [{ ...DENY, Principal: undefined, NotPrincipal: { AWS: 'bob' } }],
  ],
  [
    'NotPrincipal and an anonymous caller',
    'Deny deny',
    [{ ...DENY, Principal: undefined, NotPrincipal: { AWS: 'bob' } }],
    { principal: undefined },
  ],
  ['NotPrincipal with everybody', 'none', [{ ...DENY, Principal: undefined, NotPrincipal: '*' }]],
  ['another action', 'none', [ALLOW], { action: 's3:PutObject' }],
  ['an action in other letters', 'Allow allow', [{ ...ALLOW, Action: 's3:GETOBJECT' }]],
  ['an action with wildcards', 'Allow allow', [{ ...ALLOW, Action: 's3:*etObjec?' }]],
  ['every action', 'Allow allow', [{ ...ALLOW, Action: '*' }]],
  ['an action that is only the beginning', 'none', [ALLOW], { action: 's3:GetObjectAcl' }],
  ['NotAction with it', 'none', [{ ...ALLOW, Action: undefined, NotAction: 's3:Get*' }]],
  ['NotAction with another', 'Allow allow', [{ ...ALLOW, Action: undefined, NotAction: 's3:Put*' }]],
  ['the bucket itself', 'Allow allow', [BUCKET], { action: 's3:ListBucket', key: undefined }],
  [
    'objects only, and the bucket',
    'none',
    [{ ...ALLOW, Action: 's3:*' }],
    { action: 's3:ListBucket', key: undefined },
  ],
  ['the bucket only, and an object', 'none', [{ ...BUCKET, Action: 's3:*' }]],
  ['the bucket with a wildcard', 'Allow allow', [{ ...ALLOW, Resource: 'arn:aws:s3:::photos*' }]],
  [
    'the bucket with a wildcard, itself',
    'Allow allow',
    [{ ...ALLOW, Action: 's3:*', Resource: 'arn:aws:s3:::photos*' }],
    { action: 's3:ListBucket', key: undefined },
  ],
  ['a folder', 'Allow allow', [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/a/*' }]],
  ['another folder', 'none', [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/b/*' }]],
  ['a key in other letters', 'none', [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/A/B' }]],
  ['a key with ?', 'Allow allow', [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/?/b' }]],
  [
    'one of two',
    'Allow allow',
    [{ ...ALLOW, Resource: ['arn:aws:s3:::photos/x', 'arn:aws:s3:::photos/a/b'] }],
  ],
  [
    'NotResource with it',
    'none',
    [{ ...ALLOW, Resource: undefined, NotResource: 'arn:aws:s3:::photos/a/*' }],
  ],
  [
    'NotResource with another',
    'Allow allow',
    [{ ...ALLOW, Resource: undefined, NotResource: 'arn:aws:s3:::photos/b/*' }],
  ],
  [
    'a key that begins with a slash',
    'none',
    [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/a' }],
    { key: '/a' },
  ],
];

const HOME = { ...ALLOW, Resource: 'arn:aws:s3:::photos/${aws:username}/*' };
const VARIABLES: readonly Row[] = [
  ['a variable', 'Allow allow', [HOME], { key: 'alice/x', values: { 'aws:username': ['alice'] } }],
  ['a variable of another', 'none', [HOME], { key: 'bob/x', values: { 'aws:username': ['alice'] } }],
  ['a variable without a value', 'none', [HOME], { key: '/x' }],
  [
    'a variable without a value, by default',
    'Allow allow',
    [{ ...ALLOW, Resource: "arn:aws:s3:::photos/${aws:username, 'all'}/*" }],
    { key: 'all/x' },
  ],
  ['a value that looks like a pattern', 'none', [HOME], { key: 'bob/x', values: { 'aws:username': ['*'] } }],
  [
    'a variable without a value in NotResource',
    'Deny deny',
    [{ ...DENY, Resource: undefined, NotResource: HOME.Resource }],
  ],
  [
    'literal wildcards',
    'Allow allow',
    [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/${*}${?}${$}' }],
    { key: '*?$' },
  ],
  [
    'literal wildcards and another key',
    'none',
    [{ ...ALLOW, Resource: 'arn:aws:s3:::photos/${*}' }],
    { key: 'a' },
  ],
  [
    'a variable in a condition',
    'Allow allow',
    [{ ...BUCKET, Condition: { StringLike: { 's3:prefix': '${aws:username}/*' } } }],
    {
      action: 's3:ListBucket',
      key: undefined,
      values: { 'aws:username': ['alice'], 's3:prefix': ['alice/2026'] },
    },
  ],
];

describe('evaluatePolicy', () => {
  it.each<Row>([...ROWS, ...VARIABLES])('with %s: %s', (...[, expected, statements, asked]) => {
    expect(verdict(statements, asked)).toBe(expected);
  });

  it('asks that all operators and all keys hold, and one of the values', () => {
    const statement = {
      ...ALLOW,
      Condition: {
        StringEquals: { 'aws:Referer': ['x', 'y'], 'aws:UserAgent': 'z' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    };
    const values = { 'aws:referer': ['y'], 'aws:useragent': ['z'], 'aws:securetransport': ['true'] };
    expect(verdict([statement], { values })).toBe('Allow allow');
    for (const key of Object.keys(values)) {
      expect(verdict([statement], { values: { ...values, [key]: ['other'] } })).toBe('none');
      expect(verdict([statement], { values: { ...values, [key]: [] } })).toBe('none');
    }
  });

  it('answers for ten thousand statements and for long keys', () => {
    const statements = Array.from({ length: 10_000 }, (_, index) => ({
      ...ALLOW,
      Sid: undefined,
      Resource: `arn:aws:s3:::photos/${'a*'.repeat(20)}${index}`,
    }));
    expect(verdict(statements, { key: 'a'.repeat(1024) })).toBe('none');
    expect(verdict(statements, { key: `${'a'.repeat(20)}x9999` })).toBe('Allow statement 10');
  });

  it.each([
    ['s3:PutObjectTagging', 's3:RequestObjectTagKeys', 'a', { 's3:requestobjecttagkeys': ['a'] }],
    [
      's3:PutObjectVersionTagging',
      's3:RequestObjectTag/a',
      '1',
      { 's3:requestobjecttagkeys': ['a'], 's3:requestobjecttag/a': ['1'] },
    ],
    ['s3:PutObjectRetention', 's3:object-lock-mode', 'COMPLIANCE', { 's3:object-lock-mode': ['COMPLIANCE'] }],
    ['s3:PutObjectLegalHold', 's3:object-lock-legal-hold', 'ON', { 's3:object-lock-legal-hold': ['ON'] }],
  ])('%s takes nothing of %s for missing that stands in the body', (action, key, value, values) => {
    for (const operator of [
      'StringEquals',
      'StringNotEquals',
      'ForAllValues:StringEquals',
      'StringEqualsIfExists',
    ]) {
      const Condition = { [operator]: { [key]: value } };
      expect(verdict([{ ...ALLOW, Action: action, Condition }], { action })).toBe('none');
      expect(verdict([{ ...DENY, Action: action, Condition }], { action })).toBe('Deny deny');
      const known = operator === 'StringNotEquals' ? 'none' : 'Allow allow';
      expect(verdict([{ ...ALLOW, Action: action, Condition }], { action, values })).toBe(known);
    }
  });

  it('bounds the name of a statement', () => {
    expect(verdict([{ ...ALLOW, Sid: 'x'.repeat(1000) }])).toBe(`Allow ${'x'.repeat(128)}`);
  });

  it('knows whether stored tags are asked for', () => {
    const on = (key: string) =>
      policy({ ...ALLOW, Action: 's3:*', Condition: { StringEquals: { [key]: 'x' } } });
    expect(usesExistingTags(on('S3:existingobjecttag/Team'))).toBe(true);
    expect(usesExistingTags(on('s3:RequestObjectTag/Team'))).toBe(false);
    expect(usesExistingTags(policy(ALLOW))).toBe(false);
  });
});
