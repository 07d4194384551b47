import type { ObjectInfo } from '../backend/model/object.js';
import type { AskedAccess, AuthorizableRequest } from './authorizable-request.js';
import { RequestContext } from './condition-context.js';
import { CONDITION_KEYS } from './policy/condition-keys.js';

const HEADERS: Readonly<Record<string, string>> = {
  'user-agent': 'test/1.0',
  referer: 'https://example.com/',
  'x-amz-acl': 'private',
  'x-amz-tagging': 'Colour=light+blue&empty=',
  'if-none-match': '*',
};
const QUERY: Readonly<Record<string, string>> = {
  prefix: 'a/',
  'max-keys': '7',
  'X-Amz-Date': '20200101T000000Z',
};

const request: AuthorizableRequest = {
  caller: {
    account: { access: 'bob', secret: 's', role: 'user', userID: 0, groupID: 0, projectID: 0 },
    isRoot: false,
    method: 'sigv4-query',
  },
  operation: { name: 'PutObject', level: 'object', permission: 'WRITE' },
  target: { bucket: 'photos', key: 'a' },
  query: { get: (name) => QUERY[name] },
  copySource: { bucket: 'photos', key: 'ä b', versionId: 'v' },
  clientAddress: '::ffff:192.0.2.7',
  isSecure: true,
  tlsVersion: '1.3',
  header: (name) => HEADERS[name],
  bucketRecord: undefined,
};

const contextOf = (
  changes: Partial<AuthorizableRequest> = {},
  asked: Partial<AskedAccess> = {},
  tags: Readonly<Record<string, string>> = {},
): RequestContext =>
  new RequestContext({
    request: { ...request, ...changes },
    asked: { action: 's3:PutObject', ...asked },
    bucketOwner: 'alice',
    object: { attributes: { headers: {}, userMetadata: {}, tags } } as ObjectInfo,
  });

describe('the values of condition keys', () => {
  it.each([
    ['aws:sourceip', ['192.0.2.7']],
    ['aws:securetransport', ['true']],
    ['s3:tlsversion', ['1.3']],
    ['aws:useragent', ['test/1.0']],
    ['aws:referer', ['https://example.com/']],
    ['aws:username', ['bob']],
    ['aws:principalarn', ['arn:aws:iam:::user/bob']],
    ['aws:principaltype', ['User']],
    ['aws:principalisawsservice', ['false']],
    ['aws:viaawsservice', ['false']],
    ['aws:multifactorauthpresent', undefined],
    ['s3:authtype', ['REST-QUERY-STRING']],
    ['s3:signatureversion', ['AWS4-HMAC-SHA256']],
    ['s3:resourceaccount', ['alice']],
    ['s3:prefix', undefined],
    ['s3:x-amz-acl', ['private']],
    ['s3:x-amz-storage-class', undefined],
    ['s3:x-amz-copy-source', ['photos/ä b']],
    ['s3:if-none-match', ['*']],
    ['s3:objectcreationoperation', ['true']],
    ['s3:requestobjecttag/colour', ['light blue']],
    ['s3:requestobjecttag/empty', ['']],
    ['s3:requestobjecttag/absent', undefined],
    ['s3:requestobjecttagkeys', ['Colour', 'empty']],
    ['s3:dataaccesspointarn', undefined],
  ])('%s is %j', (key, values) => {
    expect(contextOf().values(key)).toEqual(values);
  });

  it.each([
    ['s3:prefix', ['a/']],
    ['s3:max-keys', ['7']],
    ['s3:delimiter', undefined],
  ])('%s of a list is %j', (key, values) => {
    const operation = { name: 'ListObjectsV2', level: 'bucket', permission: 'READ' };
    expect(contextOf({ operation }).values(key)).toEqual(values);
  });

  it('come from a stored object without regard to the case of its tags', () => {
    expect(contextOf({}, {}, { Team: 'Red' }).values('s3:existingobjecttag/team')).toEqual(['Red']);
    expect(contextOf().values('s3:existingobjecttag/team')).toBeUndefined();
  });

  it('come from the version that is asked for', () => {
    expect(contextOf({}, { versionId: 'v1' }).values('s3:versionid')).toEqual(['v1']);
    expect(contextOf().values('s3:versionid')).toBeUndefined();
  });

  it('come from the document of a request before its headers', () => {
    const said = {
      'x-amz-tagging': 'colour=red',
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': new Date(Date.now() + 5 * 86_400_000 - 1000).toISOString(),
    };
    const context = contextOf({}, { said });
    expect(context.values('s3:requestobjecttag/colour')).toEqual(['red']);
    expect(context.values('s3:object-lock-mode')).toEqual(['GOVERNANCE']);
    expect(context.values('s3:object-lock-remaining-retention-days')).toEqual(['5']);
  });

  it('do not come from headers that the operation does not read', () => {
    const context = contextOf({}, { said: { 'x-amz-tagging': undefined } });
    expect(context.values('s3:requestobjecttag/colour')).toBeUndefined();
    expect(context.values('s3:requestobjecttagkeys')).toBeUndefined();
    expect(context.values('s3:x-amz-acl')).toEqual(['private']);
  });

  it('tell anonymous callers and root apart', () => {
    const nobody = contextOf({ caller: { account: undefined, isRoot: false, method: 'anonymous' } });
    for (const key of [
      'aws:username',
      'aws:principalarn',
      'aws:userid',
      's3:authtype',
      's3:signatureversion',
    ])
      expect(nobody.values(key)).toBeUndefined();
    expect(nobody.values('aws:principaltype')).toEqual(['Anonymous']);
    const root = contextOf({ caller: { ...request.caller, isRoot: true } });
    expect(root.values('aws:username')).toBeUndefined();
    expect(root.values('aws:principaltype')).toEqual(['Account']);
    expect(root.values('aws:principalarn')).toEqual(['arn:aws:iam::bob:root']);
  });

  it('age with a signature', () => {
    const [age] = contextOf().values('s3:signatureage') ?? [];
    expect(Number(age)).toBeGreaterThan(150_000_000_000);
    expect(contextOf({ query: { get: () => undefined } }).values('s3:signatureage')).toBeUndefined();
  });

  it('are asked for under every name that a policy may use', () => {
    const context = contextOf();
    for (const key of Object.keys(CONDITION_KEYS))
      expect(() => context.values(key.toLowerCase())).not.toThrow();
  });
});
