import { parsePolicy, policyOf } from './policy.js';
import { isPublicPolicy } from './public-policy.js';

const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const isPublic = (...statements: object[]): boolean =>
  isPublicPolicy(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'photos'));
const under = (Condition: object): object => ({ ...ALLOW, Action: 's3:*', Condition });

describe('isPublicPolicy', () => {
  it.each([
    ALLOW,
    { ...ALLOW, Principal: { AWS: '*' } },
    { ...ALLOW, Principal: { AWS: ['alice', '*'] } },
    { ...ALLOW, Action: ['s3:BypassGovernanceRetention', 's3:RestoreObject'] },
    { ...ALLOW, Action: undefined, NotAction: 's3:GetObject' },
    under({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }),
    under({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/7'] } }),
    under({ IpAddress: { 'aws:SourceIp': '2000::/31' } }),
    under({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    under({ IpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/8' } }),
    under({ 'ForAllValues:IpAddress': { 'aws:SourceIp': '10.0.0.0/8' } }),
    under({ StringLike: { 'aws:userid': 'A*' } }),
    under({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1:user/*' } }),
    under({ ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::1:user/alice' } }),
    under({ StringEquals: { 'aws:userid': '${aws:Referer}' } }),
    under({ StringNotEquals: { 'aws:userid': 'alice' } }),
    under({ Null: { 'aws:SourceArn': 'false' } }),
    under({ StringEquals: { 'aws:Referer': 'https://example.com' } }),
    under({ Bool: { 'aws:SecureTransport': 'true' } }),
  ])('is, with %j', (statement) => {
    expect(isPublic(statement)).toBe(true);
    expect(isPublic({ ...ALLOW, Principal: { AWS: 'alice' } }, statement)).toBe(true);
    expect(isPublic(statement, { ...ALLOW, Effect: 'Deny' })).toBe(true);
  });

  it.each([
    { ...ALLOW, Effect: 'Deny' },
    { ...ALLOW, Principal: { AWS: 'alice' } },
    { ...ALLOW, Action: 's3:BypassGovernanceRetention' },
    under({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    under({ IpAddress: { 'aws:SourceIp': ['192.0.2.1', '2001:db8::/32'] } }),
    under({ 'ForAnyValue:IpAddress': { 'aws:SourceIp': '192.0.2.0/24' } }),
    under({ StringEquals: { 'aws:userid': ['alice', 'bob'] } }),
    under({ StringLike: { 'aws:PrincipalOrgID': 'o-1' } }),
    under({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::1:user/alice' } }),
    under({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:1:t' } }),
    under({
      StringEquals: { 's3:DataAccessPointArn': 'arn:aws:s3:eu:1:accesspoint/a' },
      Bool: { 'aws:SecureTransport': 'true' },
    }),
  ])('is not, with %j', (statement) => {
    expect(isPublic(statement)).toBe(false);
  });

  it('is not, when it cannot be read: it denies everything', () => {
    expect(isPublicPolicy(policyOf('{"', 'photos'))).toBe(false);
  });
});
