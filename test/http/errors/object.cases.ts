import { hash } from 'node:crypto';
import { completion, createUpload, uploadPart } from '../../support/http-subject.js';
import { inDays, putVersion, withMd5 } from '../../support/locked-bucket.js';
import type { TestGateway } from '../../support/test-gateway.js';
import type { ErrorCase, Made } from './error-case.js';

/** The id of no version. */
const NEVER = '0'.repeat(32);

const MD5_OF_HELLO = hash('md5', 'hello', 'hex');

/** An upload to `/photos/parts` with these parts; `etag1`… are theirs. */
const upload =
  (...parts: string[]) =>
  async (gateway: TestGateway): Promise<Made> => {
    const uploadId = await createUpload(gateway, '/photos/parts');
    const made: Record<string, string> = { uploadId };
    for (const [index, body] of parts.entries()) {
      const path = `/photos/parts?partNumber=${index + 1}&uploadId=${uploadId}`;
      made[`etag${index + 1}`] = (await uploadPart(gateway, path, body)).replaceAll('"', '');
    }
    return made;
  };

/** Uploads under way are no state that other cases could see. */
const complete = (numbers: readonly number[], etag?: string): Pick<ErrorCase, 'request' | 'body'> => ({
  request: 'POST /photos/parts?uploadId={uploadId}',
  body: completion(numbers.map((number) => ({ number, etag: etag ?? `{etag${number}}` }))),
});

const retention = (mode: string, until: string): string =>
  `<Retention><Mode>${mode}</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`;

const deleted = async (gateway: TestGateway): Promise<Made> => {
  const versionId = await putVersion(gateway, '/versioned/deleted', 'hello');
  const { headers } = await gateway.send('DELETE', '/versioned/deleted').expect(204);
  return { versionId, markerId: headers['x-amz-version-id'] ?? '' };
};

/** Objects, their versions, locks and parts. */
export const OBJECT_CASES: readonly ErrorCase[] = [
  {
    code: 'AccessDenied',
    request: 'DELETE /locked/kept?versionId={versionId}',
    before: async (gateway) => ({
      versionId: await putVersion(gateway, '/locked/kept', 'hello', {
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': inDays(1),
      }),
    }),
  },
  {
    ...complete([1]),
    code: 'ConditionalRequestConflict',
    headers: { 'if-none-match': '*' },
    before: async (gateway) => {
      await gateway.send('PUT', '/photos/parts', { body: 'there' }).expect(200);
      const made = await upload('part')(gateway);
      await gateway.send('DELETE', '/photos/parts').expect(204);
      return made;
    },
  },
  {
    ...complete([1]),
    code: 'ConditionalRequestConflict',
    headers: { 'if-match': `"${MD5_OF_HELLO}"` },
    before: async (gateway) => {
      await gateway.send('PUT', '/photos/parts', { body: 'hello' }).expect(200);
      const made = await upload('part')(gateway);
      await gateway.send('PUT', '/photos/parts', { body: 'hello' }).expect(200);
      return made;
    },
  },
  {
    code: 'BadDigest',
    request: 'PUT /photos/parts?partNumber=1&uploadId={uploadId}',
    headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
    body: 'hello',
    before: upload(),
  },
  { ...complete([1, 2]), code: 'EntityTooSmall', before: upload('small', 'last') },
  { code: 'InvalidArgument', request: 'PUT /photos/a?partNumber=0&uploadId=a', body: 'hello' },
  { code: 'InvalidArgument', request: 'PUT /photos/a?partNumber=1', body: 'hello' },
  { code: 'InvalidArgument', request: 'PUT /photos/a', headers: { 'x-amz-copy-source': 'photos' } },
  { code: 'InvalidArgument', request: 'PUT /photos/a', headers: { 'x-amz-copy-source': '//a' } },
  { code: 'InvalidArgument', request: 'PUT /photos/a', headers: { 'x-amz-copy-source': '/photos/%zz' } },
  {
    code: 'InvalidArgument',
    request: 'PUT /photos/copy',
    headers: { 'x-amz-copy-source': '/photos/a', 'x-amz-metadata-directive': 'MERGE' },
  },
  {
    code: 'InvalidArgument',
    request: 'GET /photos/a?attributes',
    headers: { 'x-amz-object-attributes': 'etag' },
  },
  { code: 'InvalidRequest', request: 'GET /photos/a?attributes' },
  { code: 'InvalidArgument', request: 'GET /photos/a?versionId=malformed' },
  { code: 'InvalidArgument', request: 'DELETE /photos/a?versionId=' },
  { code: 'InvalidArgument', request: 'GET /photos?versions&key-marker=a&version-id-marker=malformed' },
  {
    code: 'InvalidArgument',
    request: 'PUT /photos/parts?partNumber=1&uploadId={uploadId}',
    headers: { 'x-amz-copy-source': '/photos/a?versionId=malformed' },
    before: upload(),
  },
  {
    code: 'InvalidArgument',
    request: 'PUT /photos/parts?partNumber=1&uploadId={uploadId}&versionId=null',
    body: 'hello',
    before: upload(),
  },
  { code: 'InvalidDigest', request: 'PUT /photos/a', headers: { 'content-md5': 'AAAA' }, body: 'hello' },
  {
    code: 'InvalidObjectState',
    request: 'POST /photos/a?restore',
    body: '<RestoreRequest><Days>1</Days></RestoreRequest>',
  },
  { ...complete([1], 'f'.repeat(32)), code: 'InvalidPart', before: upload('part') },
  { code: 'InvalidPartNumber', request: 'GET /photos/a?partNumber=2' },
  { code: 'InvalidRequest', request: 'GET /photos/a?partNumber=1', headers: { range: 'bytes=0-1' } },
  { code: 'InvalidRequest', request: 'GET /photos/a', headers: { 'x-amz-checksum-mode': 'DISABLED' } },
  { ...complete([2, 1]), code: 'InvalidPartOrder', before: upload('first', 'second') },
  { code: 'InvalidRange', request: 'GET /photos/a', headers: { range: 'bytes=5-' } },
  {
    code: 'InvalidRedirectLocation',
    request: 'PUT /photos/a',
    headers: { 'x-amz-website-redirect-location': 'elsewhere' },
    body: 'hello',
  },
  { code: 'InvalidRequest', request: 'PUT /photos/a', headers: { 'x-amz-copy-source': '/photos/a' } },
  {
    code: 'InvalidRequest',
    request: 'PUT /photos/b',
    headers: {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': '2126-01-01T00:00:00Z',
      ...withMd5('hello'),
    },
    body: 'hello',
  },
  {
    code: 'InvalidRequest',
    request: 'PUT /photos/parts?partNumber=1&uploadId={uploadId}',
    headers: { 'x-amz-copy-source': '/photos/a', 'x-amz-copy-source-range': 'bytes=5-9' },
    before: upload(),
  },
  { code: 'InvalidRequest', request: 'POST /photos?delete', body: '<Delete/>' },
  {
    code: 'InvalidRequest',
    request: 'PUT /photos/copy',
    headers: { 'x-amz-copy-source': '/photos/a?versionId=malformed' },
  },
  {
    code: 'InvalidStorageClass',
    request: 'PUT /photos/a',
    headers: { 'x-amz-storage-class': 'FROZEN' },
    body: 'hello',
  },
  {
    code: 'InvalidTag',
    request: 'PUT /photos/a?tagging',
    body: '<Tagging><TagSet><Tag><Key>a</Key><Value/></Tag><Tag><Key>a</Key><Value/></Tag></TagSet></Tagging>',
  },
  {
    code: 'InvalidTag',
    request: 'PUT /photos/a',
    headers: { 'x-amz-tagging': `${'k'.repeat(129)}=v` },
    body: 'hello',
  },
  { code: 'InvalidURI', request: 'GET /photos/%zz' },
  { code: 'KeyTooLongError', request: `GET /photos/${'k'.repeat(1025)}` },
  {
    code: 'MalformedXML',
    request: 'PUT /locked/kept?retention',
    body: retention('FOREVER', '2126-01-01T00:00:00Z'),
    headers: withMd5(retention('FOREVER', '2126-01-01T00:00:00Z')),
  },
  {
    code: 'MetadataTooLarge',
    request: 'PUT /photos/a',
    headers: { 'x-amz-meta-a': 'x'.repeat(2048) },
    body: 'hello',
  },
  { code: 'MethodNotAllowed', request: 'PATCH /photos/a' },
  { code: 'MethodNotAllowed', request: 'PUT /photos/a?uploadId=a', body: 'hello' },
  { code: 'MethodNotAllowed', request: 'GET /versioned/deleted?versionId={markerId}', before: deleted },
  {
    code: 'MethodNotAllowed',
    request: 'PUT /versioned/deleted?tagging&versionId={markerId}',
    body: '<Tagging><TagSet/></Tagging>',
    before: deleted,
  },
  { code: 'MethodNotAllowed', request: 'GET /versioned/deleted?tagging', before: deleted },
  { code: 'MethodNotAllowed', request: 'DELETE /versioned/deleted?tagging', before: deleted },
  { code: 'NoSuchKey', request: 'GET /photos/absent' },
  { code: 'NoSuchKey', request: 'GET /photos/absent?tagging' },
  { code: 'NoSuchKey', request: 'GET /versioned/deleted', before: deleted },
  { code: 'NoSuchKey', request: 'PUT /photos/absent', headers: { 'if-match': '"a"' }, body: 'hello' },
  {
    code: 'NoSuchObjectLockConfiguration',
    request: 'GET /locked/free?retention',
    before: async (gateway) => ({ versionId: await putVersion(gateway, '/locked/free', 'hello') }),
  },
  { code: 'NoSuchUpload', request: 'GET /photos/a?uploadId=absent' },
  { code: 'NoSuchVersion', request: `GET /photos/a?versionId=${NEVER}` },
  { code: 'NoSuchVersion', request: `GET /photos/a?tagging&versionId=${NEVER}` },
  { code: 'NotImplemented', request: 'PUT /photos/a', headers: { 'if-match': '*' }, body: 'hello' },
  { code: 'NotImplemented', request: 'PUT /photos/a', headers: { 'if-none-match': '"a"' }, body: 'hello' },
  {
    code: 'NotImplemented',
    request: 'PUT /photos/a',
    headers: { 'if-match': '"a"', 'if-none-match': '*' },
    body: 'hello',
  },
  {
    code: 'NotImplemented',
    request: 'PUT /photos/a',
    headers: { 'x-amz-server-side-encryption': 'aws:kms' },
    body: 'hello',
  },
  { code: 'NotModified', request: 'GET /photos/a', headers: { 'if-none-match': `"${MD5_OF_HELLO}"` } },
  { code: 'PreconditionFailed', request: 'GET /photos/a', headers: { 'if-match': '"other"' } },
  { code: 'PreconditionFailed', request: 'PUT /photos/a', headers: { 'if-none-match': '*' }, body: 'hello' },
];
