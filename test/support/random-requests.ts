import { OPERATIONS, type OperationRow } from '../../src/s3/operation/operation.table.js';
import { BOB } from './accounts.js';
import type { Random } from './random.js';
import { type Credentials, ROOT } from './test-gateway.js';

/** A request to any gateway. `{name}` in its texts stands for an id that each gateway has of its own. */
export interface RandomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body comes with its Content-MD5. */
  readonly hasDigest: boolean;
  readonly as: Credentials | null;
}

/** Root's access key without its secret. */
export const FORGER: Credentials = { access: ROOT.access, secret: 'another' };

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'];
const KEYS = ['a', 'a', 'hidden', 'dir/b', 'absent', 'new', 'a%20b'];
const ROWS = Object.entries(OPERATIONS).filter(([name]) => name !== 'DeleteBucket');
const SUB_RESOURCES = [...new Set(ROWS.flatMap(([, { query = [] }]) => query.slice(0, 1)))];

/** Well-formed, malformed, and of other operations. */
const PARAMETERS = `
  x-id=GetObject response-expires=%01 foo foo=bar Acl acl=x %61cl & = versionId=null versionId=
  versionId={first} versionId={second} versionId=x versionId=01ARZ3NDEKTSV4RRFFQ69G5FAV partNumber=0
  partNumber=1 partNumber=x uploadId={upload} uploadId= uploadId=x partNumber=2&uploadId={upload}
  prefix=a delimiter=%2F max-keys=1 max-keys=-1 max-keys=x encoding-type=url marker=a
  continuation-token=x key-marker=a key-marker=a&version-id-marker={first} max-uploads=1
  version-id-marker=x part-number-marker=1 id=x annotationName=x select-type=2 list-type=2
  X-Amz-Algorithm=AWS4-HMAC-SHA256 AWSAccessKeyId=a Signature=b max-buckets=0
`
  .trim()
  .split(/\s+/);

const HEADERS: readonly (readonly [name: string, ...values: string[]])[] = [
  ['if-match', '*', '"x"', '"{etag}"'],
  ['if-none-match', '*', '"x"', '"{etag}"'],
  ['if-modified-since', 'Sat, 01 Jan 2000 00:00:00 GMT', 'x'],
  ['range', 'bytes=0-1', 'bytes=99-', 'x'],
  [
    'x-amz-copy-source',
    '/{bucket}/a',
    '{bucket}/absent',
    '/absent/a',
    '',
    '/',
    '{bucket}/a?versionId=',
    '%zz',
  ],
  ['x-amz-copy-source-if-match', '"x"'],
  ['x-amz-copy-source-range', 'bytes=0-1', 'x'],
  ['x-amz-metadata-directive', 'REPLACE', 'x'],
  ['x-amz-tagging', 'a=b', 'a=b&a=c', '%zz'],
  ['x-amz-acl', 'private', 'public-read', 'x'],
  ['x-amz-grant-read', 'id="bob"', 'emailAddress="a@b"', 'x'],
  ['content-md5', 'x', '1B2M2Y8AsgTpgAmY7PhCfg=='],
  ['x-amz-checksum-crc32', 'AAAAAA==', 'x'],
  ['x-amz-checksum-mode', 'ENABLED', 'x'],
  ['x-amz-server-side-encryption', 'AES256', 'aws:kms', 'x'],
  ['x-amz-server-side-encryption-customer-algorithm', 'AES256'],
  ['x-amz-storage-class', 'GLACIER', 'x'],
  ['x-amz-object-lock-mode', 'GOVERNANCE'],
  ['x-amz-object-lock-retain-until-date', '2099-01-01T00:00:00Z', 'x'],
  ['x-amz-bypass-governance-retention', 'true'],
  ['x-amz-object-attributes', 'ETag,ObjectSize', 'x', ','],
  ['x-amz-expected-bucket-owner', 'x'],
  ['x-amz-content-sha256', 'x'],
  ['x-amz-decoded-content-length', '3'],
  ['origin', 'https://a'],
  ['access-control-request-method', 'PUT'],
  ['authorization', ''],
];

/** A document for each operation that reads one, by its sub-resource, and texts that fit none. */
const BODIES: Readonly<Record<string, readonly string[]>> = {
  '': ['', 'hello', '<', '<a/>', '{}'],
  accelerate: ['<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>'],
  cors: [
    '<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>',
  ],
  delete: [
    '<Delete><Object><Key>a</Key></Object><Object><Key>absent</Key><VersionId>{first}</VersionId></Object></Delete>',
    '<Delete><Quiet>true</Quiet><Object><Key>hidden</Key><ETag>x</ETag></Object></Delete>',
  ],
  'legal-hold': ['<LegalHold><Status>ON</Status></LegalHold>', '<LegalHold><Status>OFF</Status></LegalHold>'],
  'object-lock': [
    '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
  ],
  ownershipControls: [
    '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerPreferred</ObjectOwnership></Rule></OwnershipControls>',
  ],
  policy: [
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{bucket}/*"}]}',
  ],
  requestPayment: ['<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>'],
  restore: ['<RestoreRequest><Days>1</Days></RestoreRequest>'],
  retention: [
    '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>',
    '<Retention/>',
  ],
  tagging: ['<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'],
  uploadId: [
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part}</ETag></Part></CompleteMultipartUpload>',
  ],
  versioning: [
    '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
  ],
};

/** Every third is about nothing in particular; the others begin as a request that an operation takes. */
export function randomRequest(random: Random, buckets: readonly string[]): RandomRequest {
  const bucket = random.below(12) === 0 ? 'absent-bucket' : random.pick(buckets)!;
  const [, row] = random.below(3) === 0 ? [undefined, undefined] : random.pick(ROWS)!;
  const level = row?.level ?? random.pick(['service', 'bucket', 'bucket', 'object', 'object'])!;
  // The path of a key, now and then, where that of a bucket belongs.
  const hasKey = level === 'object' || (level === 'bucket' && random.below(6) === 0);
  const path = level === 'service' ? '/' : `/${bucket}${hasKey ? `/${random.pick(KEYS)}` : ''}`;
  const query = row ? queryOf(row) : [random.pick(SUB_RESOURCES)!];
  while (random.below(3) === 0) query.push(random.pick(random.below(6) === 0 ? SUB_RESOURCES : PARAMETERS)!);
  const method = row?.method ?? random.pick(METHODS)!;
  const takesBody = method === 'PUT' || method === 'POST' || method === 'PATCH';
  const body = takesBody ? bodyOf(random, row) : undefined;
  return {
    method,
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: { ...(row?.header && { [row.header]: '/{bucket}/a' }), ...randomHeaders(random) },
    ...(body !== undefined && { body }),
    hasDigest: body !== undefined && random.below(3) > 0,
    as: random.pick([ROOT, ROOT, ROOT, BOB, null, FORGER]) ?? null,
  };
}

function queryOf({ query = [] }: OperationRow): string[] {
  const values: Readonly<Record<string, string>> = { partNumber: '1', uploadId: '{upload}', id: 'x' };
  return query.map((name) => (values[name] === undefined ? name : `${name}=${values[name]}`));
}

function randomHeaders(random: Random): Record<string, string> {
  const headers: Record<string, string> = {};
  while (random.below(5) < 2) {
    const [name, ...values] = random.pick(HEADERS)!;
    headers[name] = random.pick(values)!;
  }
  return headers;
}

/** No ids in what may become an object: it would not be the same one everywhere. */
function bodyOf(random: Random, row: OperationRow | undefined): string {
  const fitting = BODIES[row?.takesObjectData ? '' : (row?.query?.[0] ?? '')];
  return random.pick(fitting && random.below(8) > 0 ? fitting : BODIES['']!)!;
}
