import { ALICE } from '../../support/accounts.js';
import { withMd5 } from '../../support/locked-bucket.js';
import { ROOT, type TestGateway } from '../../support/test-gateway.js';
import type { ErrorCase, Made } from './error-case.js';

const configuration = (location: string): string =>
  `<CreateBucketConfiguration><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`;
const logging = (bucket: string): string =>
  `<BucketLoggingStatus><LoggingEnabled><TargetBucket>${bucket}</TargetBucket><TargetPrefix/></LoggingEnabled></BucketLoggingStatus>`;
const versioning = (content: string): string =>
  `<VersioningConfiguration>${content}</VersioningConfiguration>`;
const LOCK =
  '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>';
const ownership = (rule: string): string =>
  `<OwnershipControls><Rule><ObjectOwnership>${rule}</ObjectOwnership></Rule></OwnershipControls>`;
const acl = (grantee: string): string =>
  `<AccessControlPolicy><Owner><ID>${ROOT.access}</ID></Owner><AccessControlList><Grant>${grantee}<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`;
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const BY_EMAIL = `<Grantee ${XSI} xsi:type="AmazonCustomerByEmail"><EmailAddress>a@example.com</EmailAddress></Grantee>`;
const BY_ID = `<Grantee ${XSI} xsi:type="CanonicalUser"><ID>${ROOT.access}</ID></Grantee>`;
const tagging = (count: number): string => {
  const tags = Array.from({ length: count }, (_, at) => `<Tag><Key>k${at}</Key><Value/></Tag>`);
  return `<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`;
};

const cors = (count: number): string => {
  const rule = '<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>';
  return `<CORSConfiguration>${rule.repeat(count)}</CORSConfiguration>`;
};

const policy = (note: string, changes: object): ErrorCase => {
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', ...changes };
  const body = JSON.stringify({ Statement: { Resource: 'arn:aws:s3:::photos/*', ...statement } });
  return { code: 'MalformedPolicy', request: 'PUT /photos?policy', note, body };
};

const absent = (code: ErrorCase['code'], resource: string): ErrorCase => ({
  code,
  request: `GET /photos?${resource}`,
});

/** Only a delete marker is to be seen of it. */
async function hideObject(gateway: TestGateway): Promise<Made> {
  await gateway.send('PUT', '/versioned/hidden', { body: 'hello' }).expect(200);
  await gateway.send('DELETE', '/versioned/hidden').expect(204);
  return {};
}

/** Buckets and their documents. */
export const BUCKET_CASES: readonly ErrorCase[] = [
  {
    code: 'AccessControlListNotSupported',
    request: 'PUT /photos?acl',
    headers: { 'x-amz-acl': 'public-read' },
  },
  {
    code: 'AccessForbidden',
    request: 'OPTIONS /photos/a',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'GET' },
    as: null,
  },
  {
    code: 'AccessForbidden',
    request: 'OPTIONS /shared/a',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'PUT' },
    as: null,
    before: async (gateway) => {
      const rule = '<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>';
      const body = `<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`;
      await gateway.send('PUT', '/shared').expect(200);
      await gateway.send('PUT', '/shared?cors', { body, headers: withMd5(body) }).expect(200);
      return {};
    },
  },
  { code: 'BadRequest', request: 'OPTIONS /photos/a', as: null },
  {
    code: 'BadRequest',
    request: 'OPTIONS /photos/a',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'put' },
    as: null,
  },
  { code: 'BadRequest', request: 'PROPFIND /photos/a' },
  { code: 'BadRequest', request: 'PUT /photos/a?tagging', body: tagging(11) },
  { code: 'BucketAlreadyExists', request: 'PUT /photos', as: ALICE },
  { code: 'BucketAlreadyOwnedByYou', request: 'PUT /photos' },
  { code: 'BucketNotEmpty', request: 'DELETE /photos' },
  { code: 'BucketNotEmpty', request: 'DELETE /versioned', before: hideObject },
  {
    code: 'IllegalVersioningConfigurationException',
    request: 'PUT /photos?versioning',
    body: versioning(''),
  },
  { code: 'InvalidArgument', request: 'GET /photos?versioning&acl' },
  { code: 'InvalidArgument', request: 'GET /?max-buckets=0' },
  { code: 'InvalidArgument', request: 'GET /photos?max-keys=many' },
  { code: 'InvalidArgument', request: 'GET /photos?max-keys=-1' },
  { code: 'InvalidArgument', request: 'GET /photos?versions&max-keys=-1' },
  { code: 'InvalidArgument', request: 'GET /photos?uploads&max-uploads=-1' },
  { code: 'InvalidArgument', request: 'GET /photos?list-type=2&continuation-token=none' },
  { code: 'InvalidArgument', request: 'GET /photos?encoding-type=base64' },
  { code: 'InvalidArgument', request: 'PUT /photos?acl', headers: { 'x-amz-acl': 'everybody' } },
  {
    code: 'InvalidBucketAclWithObjectOwnership',
    request: 'PUT /another',
    headers: { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'BucketOwnerEnforced' },
  },
  {
    code: 'InvalidBucketAclWithObjectOwnership',
    request: 'PUT /shown?ownershipControls',
    body: ownership('BucketOwnerEnforced'),
    before: async (gateway) => {
      const headers = { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'BucketOwnerPreferred' };
      await gateway.send('PUT', '/shown', { headers }).expect(200);
      return {};
    },
  },
  { code: 'InvalidBucketName', request: 'PUT /No_Bucket' },
  {
    code: 'InvalidBucketState',
    request: 'PUT /locked?versioning',
    body: versioning('<Status>Suspended</Status>'),
  },
  {
    code: 'InvalidBucketState',
    request: 'PUT /photos?object-lock',
    body: LOCK,
    headers: withMd5(LOCK),
  },
  { code: 'InvalidLocationConstraint', request: 'PUT /another', body: configuration('mars-north-1') },
  { code: 'InvalidTargetBucketForLogging', request: 'PUT /photos?logging', body: logging('absent') },
  {
    code: 'InvalidTargetBucketForLogging',
    request: 'PUT /photos?logging',
    body: logging('of-alice'),
    before: async (gateway) => {
      await gateway.send('PUT', '/of-alice', { as: ALICE }).expect(200);
      return {};
    },
  },
  { code: 'MalformedACLError', request: 'PUT /photos?acl', body: '<AccessControlPolicy/>' },
  { code: 'MalformedPolicy', request: 'PUT /photos?policy', body: '{' },
  { code: 'MalformedPolicy', request: 'PUT /photos?policy', body: '{"Version":"2012-10-17"}' },
  policy('a policy for another bucket', { Resource: 'arn:aws:s3:::other/*' }),
  policy('a policy that names no action of S3', { Action: 's3:Read' }),
  policy('a policy that allows an object to be listed', { Action: 's3:ListBucket' }),
  policy('a policy for an account that nobody has', { Principal: { AWS: 'nobody' } }),
  policy('a policy that allows everybody but one', {
    Principal: undefined,
    NotPrincipal: { AWS: ROOT.access },
  }),
  policy('a policy for an action and for all others', { NotAction: 's3:GetObject' }),
  policy('a policy that asks for the prefix of an object', { Condition: { Null: { 's3:prefix': 'true' } } }),
  policy('a policy that asks for a colour', { Condition: { Null: { 'aws:Colour': 'true' } } }),
  { code: 'MalformedXML', request: 'PUT /photos/a?tagging', body: '<Tagging>' },
  {
    code: 'MaxMessageLengthExceeded',
    request: 'PUT /photos/a?tagging',
    note: 'a document of more than 4 MiB',
    body: `<Tagging>${' '.repeat(4 << 20)}</Tagging>`,
  },
  { code: 'MethodNotAllowed', request: 'PUT /photos?versions' },
  { code: 'MethodNotAllowed', request: 'GET /photos?delete' },
  { code: 'MethodNotAllowed', request: 'GET /photos/a?restore' },
  { code: 'NoLoggingStatusForKey', request: 'GET /photos/a?logging' },
  { code: 'UserKeyMustBeSpecified', request: 'POST /photos?restore' },
  { code: 'InvalidArgument', request: 'GET /photos?policy&versionId=x' },
  { code: 'InvalidArgument', request: 'GET /absent/a?versionId=', as: null },
  { code: 'InvalidRequest', request: 'GET /photos?uploadId=x' },
  { code: 'InvalidRequest', request: 'GET /photos?partNumber=1' },
  { code: 'MissingRequestBodyError', request: 'PUT /photos/a?tagging' },
  { code: 'MissingSecurityHeader', request: 'PUT /photos?acl' },
  { code: 'NoSuchBucket', request: 'GET /absent' },
  absent('NoSuchBucketPolicy', 'policy'),
  absent('NoSuchCORSConfiguration', 'cors'),
  absent('NoSuchLifecycleConfiguration', 'lifecycle'),
  absent('NoSuchPublicAccessBlockConfiguration', 'publicAccessBlock'),
  absent('NoSuchTagSet', 'tagging'),
  absent('NoSuchWebsiteConfiguration', 'website'),
  { code: 'AccessDenied', request: 'GET /photos?ownershipControls', as: null },
  { code: 'AccessDenied', request: 'POST /photos/a?uploads', as: null },
  {
    code: 'AccessDenied',
    request: 'PUT /photos/a',
    headers: { 'x-amz-copy-source': '/photos/b' },
    as: null,
  },
  {
    code: 'InvalidRequest',
    request: 'PUT /photos?cors',
    note: 'rules: 101',
    headers: withMd5(cors(101)),
    body: cors(101),
  },
  { code: 'NotImplemented', request: 'GET /photos?replication' },
  absent('ObjectLockConfigurationNotFoundError', 'object-lock'),
  {
    code: 'OwnershipControlsNotFoundError',
    request: 'GET /uncontrolled?ownershipControls',
    before: async (gateway) => {
      await gateway.send('PUT', '/uncontrolled').expect(200);
      await gateway.send('DELETE', '/uncontrolled?ownershipControls').expect(204);
      return {};
    },
  },
  {
    code: 'UnexpectedContent',
    request: 'PUT /photos?acl',
    headers: { 'x-amz-acl': 'private' },
    body: acl(BY_ID),
  },
  {
    code: 'MethodNotAllowed',
    request: 'PUT /photos?acl',
    headers: { 'x-amz-grant-read': 'emailAddress="a@example.com"' },
  },
  { code: 'MethodNotAllowed', request: 'PUT /photos?acl', body: acl(BY_EMAIL) },
];
