import { evaluatePolicy } from './evaluate.js';
import { parsePolicy, policyOf } from './policy.js';

const STATEMENT = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
};
const policy = (statement: unknown, more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement, ...more });
const changed = (change: object): string => policy({ ...STATEMENT, ...change });
const parse = (text: string) => parsePolicy(text, 'photos');
const malformed = (Message: string) => ({ code: 'MalformedPolicy', status: 400, message: Message });

const INVALID_JSON = 'This policy contains invalid Json';
const SYNTAX = 'Invalid policy syntax.';
const RESOURCE = 'Policy has invalid resource';
const ACTION = 'Policy has invalid action';
const PRINCIPAL = 'Invalid principal in policy';
const NO_RESOURCE = 'Action does not apply to any resource(s) in statement';
const NO_COMBINATION = 'Conditions do not apply to combination of actions and resources in statement';

describe('parsePolicy', () => {
  it.each([
    policy(STATEMENT),
    policy([STATEMENT, { ...STATEMENT, Sid: 'a' }, { ...STATEMENT, Sid: 'b' }], { Id: 'mine' }),
    policy([
      { ...STATEMENT, Sid: '' },
      { ...STATEMENT, Sid: '' },
    ]),
    policy(STATEMENT, { Version: '2008-10-17' }),
    policy(STATEMENT, { Version: undefined }),
    changed({ Principal: { AWS: '*' } }),
    changed({ Principal: { AWS: ['alice', 'arn:aws:iam::123456789012:user/bob'] } }),
    changed({ Principal: { CanonicalUser: 'alice' } }),
    changed({ Principal: { AWS: 'arn:aws:iam::alice:root' } }),
    changed({ Principal: 'alice' }),
    changed({ Principal: ['alice', '*'] }),
    changed({ Principal: undefined, NotPrincipal: { AWS: 'alice' }, Effect: 'Deny' }),
    changed({ Action: '*' }),
    changed({ Action: 's3:*' }),
    changed({ Action: 'S3:getOBJECT' }),
    changed({ Action: ['s3:Get*', 's3:?utObject'] }),
    changed({ Action: undefined, NotAction: 's3:ListBucket' }),
    changed({ Resource: 'arn:aws:s3:::photos*' }),
    changed({
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
    }),
    changed({ Resource: undefined, NotResource: 'arn:aws:s3:::photos/private/*' }),
    changed({ Resource: 'arn:aws:s3:::photos/${aws:username}/${*}${?}${$}/*' }),
    changed({ Resource: "arn:aws:s3:::photos/${aws:username, 'nobody'}" }),
    changed({ Condition: {} }),
    changed({
      Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:signatureAge': 600000 } },
    }),
    changed({ Condition: { StringEquals: { 'S3:existingObjectTag/Team': ['a', 'b'] } } }),
    changed({ Action: 's3:*', Condition: { StringEquals: { 's3:prefix': 'a' } } }),
    changed({ Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:UserAgent': '*' } } }),
    changed({ Condition: { Null: { 'aws:SourceIp': 'true' } } }),
  ])('takes %s', (text) => {
    expect(parse(text).bucket).toBe('photos');
  });

  it.each([
    ['', "Policies must be valid JSON and the first byte must be '{'"],
    ['[]', "Policies must be valid JSON and the first byte must be '{'"],
    [' {}', "Policies must be valid JSON and the first byte must be '{'"],
    ['{', INVALID_JSON],
    ['{"Statement":[],}', INVALID_JSON],
    ['{"Statement":[],"Statement":[]}', INVALID_JSON],
    [policy(STATEMENT).replace('"Effect"', '"\\u0045ffect":"Deny","Effect"'), INVALID_JSON],
    ['{}', 'Missing required field Statement'],
    ['{"Statement":[]}', 'Could not parse the policy: Statement is empty!'],
    ['{"Statement":"x"}', SYNTAX],
    ['{"Statement":[null]}', SYNTAX],
    ['{"Statement":[[]]}', SYNTAX],
    [policy(STATEMENT, { Version: '2020-01-01' }), 'The policy must contain a valid version string'],
    [policy(STATEMENT, { Version: null }), 'The policy must contain a valid version string'],
    [policy(STATEMENT, { Id: 1 }), SYNTAX],
    [policy(STATEMENT, { Statements: [] }), 'Unknown field Statements'],
    [changed({ Conditions: {} }), 'Unknown field Conditions'],
    [changed({ Sid: 1 }), SYNTAX],
    [
      policy([
        { ...STATEMENT, Sid: 'a' },
        { ...STATEMENT, Sid: 'a' },
      ]),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [changed({ Effect: undefined }), 'Missing required field Effect'],
    [changed({ Effect: 'allow' }), 'Invalid effect: allow'],
    [changed({ Effect: ['Allow'] }), SYNTAX],
    [changed({ Principal: undefined }), 'Missing required field Principal'],
    [changed({ Action: undefined }), 'Missing required field Action'],
    [changed({ Resource: undefined }), 'Missing required field Resource'],
    [changed({ NotPrincipal: '*' }), 'Statement/policy already has instance of Principal'],
    [changed({ NotAction: 's3:*' }), 'Statement/policy already has instance of Action'],
    [changed({ NotResource: 'arn:aws:s3:::photos' }), 'Statement/policy already has instance of Resource'],
    [
      changed({ Principal: undefined, NotPrincipal: { AWS: 'alice' } }),
      'Allow with NotPrincipal is not allowed.',
    ],
    [changed({ Principal: {} }), PRINCIPAL],
    [changed({ Principal: { AWS: 'arn:aws:iam:::root' } }), PRINCIPAL],
    [changed({ Principal: { AWS: 'arn:aws:iam::alice:rooted' } }), PRINCIPAL],
    [changed({ Principal: { AWS: 'al*' } }), PRINCIPAL],
    [changed({ Principal: { AWS: '' } }), PRINCIPAL],
    [changed({ Principal: { AWS: 'arn:aws:iam::1:role/x' } }), PRINCIPAL],
    [changed({ Principal: { CanonicalUser: '*' } }), PRINCIPAL],
    [changed({ Principal: { Service: 'cloudfront.amazonaws.com' } }), PRINCIPAL],
    [changed({ Principal: { Aws: 'alice' } }), 'Unknown field Aws'],
    [changed({ Principal: { AWS: [] } }), SYNTAX],
    [changed({ Principal: 1 }), SYNTAX],
    [changed({ Action: 's3:GetObjects' }), ACTION],
    [changed({ Action: 's3:Foo*' }), ACTION],
    [changed({ Action: 'GetObject' }), ACTION],
    [changed({ Action: '*:GetObject' }), ACTION],
    [changed({ Action: 'ec2:RunInstances' }), ACTION],
    [changed({ Action: ['s3:GetObject', ''] }), ACTION],
    [changed({ Action: [] }), SYNTAX],
    [changed({ Action: 1 }), SYNTAX],
    [changed({ Resource: '*' }), RESOURCE],
    [changed({ Resource: 'photos/*' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::*' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::other/*' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::photos2/*' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::photo?/*' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::photos/${aws:nobody}' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::photos/${aws:username' }), RESOURCE],
    [changed({ Resource: 'arn:aws:s3:::photos' }), NO_RESOURCE],
    [changed({ Action: 's3:ListBucket' }), NO_RESOURCE],
    [changed({ Action: ['s3:GetObject', 's3:ListBucket'] }), NO_RESOURCE],
    [changed({ Action: 's3:CreateBucket', Resource: 'arn:aws:s3:::photos*' }), NO_RESOURCE],
    [changed({ Condition: [] }), SYNTAX],
    [changed({ Condition: { StringEquals: 'x' } }), SYNTAX],
    [changed({ Condition: { StringEquals: { 'aws:Referer': [] } } }), SYNTAX],
    [changed({ Condition: { StringEquals: { 'aws:Referer': null } } }), SYNTAX],
    [changed({ Condition: { StringIs: { 'aws:Referer': 'x' } } }), 'Invalid Condition type : StringIs'],
    [
      changed({ Condition: { NullIfExists: { 'aws:Referer': 'true' } } }),
      'Invalid Condition type : NullIfExists',
    ],
    [
      changed({ Condition: { 'ForSomeValues:StringEquals': { 'aws:Referer': 'x' } } }),
      'Invalid Condition type : ForSomeValues:StringEquals',
    ],
    [changed({ Condition: { StringEquals: { 'aws:Nothing': 'x' } } }), 'Policy has an invalid condition key'],
    [
      changed({ Condition: { StringEquals: { 's3:ExistingObjectTag/': 'x' } } }),
      'Policy has an invalid condition key',
    ],
    [changed({ Condition: { StringEquals: { 's3:prefix/a': 'x' } } }), 'Policy has an invalid condition key'],
    [changed({ Condition: { StringEquals: { 's3:prefix': 'x' } } }), NO_COMBINATION],
    [
      changed({
        Action: ['s3:GetObject', 's3:PutObject'],
        Condition: { StringEquals: { 's3:x-amz-acl': 'private' } },
      }),
      NO_COMBINATION,
    ],
    [
      changed({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } }),
      'Invalid IP address in Conditions',
    ],
    [changed({ Condition: { StringLike: { 'aws:SourceIp': '10.*' } } }), 'Invalid IP address in Conditions'],
    [changed({ Condition: { NumericEquals: { 's3:signatureAge': 'x' } } }), SYNTAX],
    [changed({ Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } }), SYNTAX],
    [changed({ Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }), SYNTAX],
    [changed({ Condition: { BinaryEquals: { 'aws:Referer': '?' } } }), SYNTAX],
    [changed({ Condition: { StringEquals: { 'aws:Referer': '${aws:nobody}' } } }), SYNTAX],
  ])('refuses %s: %s', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining(malformed(message)));
  });

  it('says which part is at fault, in bounds', () => {
    const name = 'x'.repeat(1000);
    expect(() => parse(changed({ Action: `s3:${name}` }))).toThrow(
      expect.objectContaining({ details: { Detail: `s3:${name}`.slice(0, 256) } }),
    );
  });

  it.each([
    [{ Principal: { Service: 'a' } }, '"Service" : "a"'],
    [{ Principal: { AWS: ['bob', 'arn:aws:iam::1:role/x'] } }, '"AWS" : "arn:aws:iam::1:role/x"'],
    [{ Action: ['s3:GetObject', 's3:ListBucket'] }, 'Action "s3:ListBucket" in Statement "NO_ID-1"'],
    [{ Sid: 'mine', Action: 's3:ListBucket*' }, 'Action "s3:ListBucket*" in Statement "mine"'],
    [{ Resource: 'arn:aws:s3:::other/*' }, 'arn:aws:s3:::other/*'],
    [{ Condition: { StringEquals: { 'aws:Nothing': 'x' } } }, 'aws:Nothing'],
    [
      { Action: ['s3:PutObject', 's3:GetObject'], Condition: { Null: { 's3:X-Amz-Acl': 'true' } } },
      'Condition "s3:X-Amz-Acl" and action "s3:GetObject" in Statement "NO_ID-1"',
    ],
  ])('says of %j which part is at fault', (change, Detail) => {
    expect(() => parse(policy([STATEMENT, { ...STATEMENT, ...change }]))).toThrow(
      expect.objectContaining({ details: { Detail } }),
    );
  });

  it('reads no variables before version 2012-10-17', () => {
    const text = policy(
      { ...STATEMENT, Resource: 'arn:aws:s3:::photos/${aws:nobody}' },
      { Version: undefined },
    );
    const request = {
      principal: undefined,
      action: 's3:GetObject',
      bucket: 'photos',
      context: { values: () => undefined },
    };
    expect(evaluatePolicy(parse(text), { ...request, key: '${aws:nobody}' }).effect).toBe('Allow');
  });

  it('answers for documents that are made to be slow', () => {
    const deep = `{"Statement":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(() => parse(deep)).toThrow(expect.objectContaining(malformed(SYNTAX)));
    const deepCondition = changed({}).replace(
      /}}$/,
      `,"Condition":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}`,
    );
    expect(() => parse(deepCondition)).toThrow(expect.objectContaining({ code: 'MalformedPolicy' }));
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...STATEMENT, Sid: `s${index}` }));
    expect(parse(policy(many)).statements).toHaveLength(10_000);
    expect(() => parse(changed({ ['__proto__x']: 1 }).replace('__proto__x', '__proto__'))).toThrow(
      expect.objectContaining(malformed('Unknown field __proto__')),
    );
  });
});

describe('policyOf', () => {
  const request = {
    principal: 'alice',
    action: 's3:GetObject',
    bucket: 'photos',
    key: 'a',
    context: { values: () => undefined },
  };

  it('remembers a policy until its text or its bucket is another', () => {
    const first = policyOf(policy(STATEMENT), 'photos');
    expect(policyOf(policy(STATEMENT), 'photos')).toBe(first);
    expect(policyOf(changed({ Effect: 'Deny' }), 'photos')).not.toBe(first);
    expect(policyOf(policy(STATEMENT), 'photos')).not.toBe(first);
    expect(policyOf(policy(STATEMENT), 'other').unreadable).toBe(true);
  });

  it('forgets the bucket that was not asked for the longest time', () => {
    const first = policyOf(policy(STATEMENT), 'photos');
    for (let index = 0; index < 255; index++) policyOf('{', `bucket-${index}`);
    expect(policyOf(policy(STATEMENT), 'photos')).toBe(first);
    for (let index = 0; index < 256; index++) policyOf('{', `bucket-${index}`);
    expect(policyOf(policy(STATEMENT), 'photos')).not.toBe(first);
  });

  it('denies everything when the stored text cannot be read', () => {
    const verdict = { effect: 'Deny', statement: 'unreadable policy' };
    expect(evaluatePolicy(policyOf('{', 'photos'), request)).toEqual(verdict);
    expect(evaluatePolicy(policyOf(changed({ Condition: { Maybe: {} } }), 'photos'), request)).toEqual(
      verdict,
    );
  });
});
