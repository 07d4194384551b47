import { createHash } from 'node:crypto';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { createUpload, BACKENDS, useGateway } from '../support/http-subject.js';
import { checksumOf, md5 } from '../support/object-body.js';

describe.each(BACKENDS)('UploadPart and ListParts on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  let id: string;
  const part = (number: number | string, body = 'hello', headers: Record<string, string> = {}) =>
    gateway().send('PUT', `/photos/a?partNumber=${number}&uploadId=${id}`, { body, headers });
  const list = async (query = '') =>
    documentOf(await gateway().send('GET', `/photos/a?uploadId=${id}${query}`), 'ListPartsResult');

  beforeEach(async () => {
    id = await createUpload(gateway(), '/photos/a', { 'x-amz-checksum-algorithm': 'SHA256' });
  });
  afterEach(async () => {
    await gateway().send('DELETE', `/photos/a?uploadId=${id}`).expect(204);
  });

  it('stores a part and answers with its ETag and checksum', async () => {
    const answer = await part(1);
    expect(answer.status).toBe(200);
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({
      etag: `"${md5('hello')}"`,
      'x-amz-checksum-sha256': checksumOf('SHA256', 'hello'),
      'content-length': '0',
    });
    await gateway().send('HEAD', '/photos/a').expect(404);
  });

  it('lists parts in order, a repeated one once', async () => {
    await part(7, 'seven');
    await part(2, 'first try');
    await part(2, 'two');
    const name = { ID: 'TESTROOTACCESSKEY', DisplayName: 'TESTROOTACCESSKEY' };
    const entry = (number: number, body: string) => ({
      PartNumber: String(number),
      LastModified: expect.stringMatching(/^\d{4}-.*Z$/),
      ETag: `"${md5(body)}"`,
      Size: String(body.length),
      ChecksumSHA256: checksumOf('SHA256', body),
    });
    expect(await list()).toEqual({
      Bucket: 'photos',
      Key: 'a',
      UploadId: id,
      Initiator: name,
      Owner: name,
      StorageClass: 'STANDARD',
      PartNumberMarker: '0',
      NextPartNumberMarker: '7',
      MaxParts: '1000',
      IsTruncated: 'false',
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
      Part: [entry(2, 'two'), entry(7, 'seven')],
    });
    expect(await list('&max-parts=1')).toMatchObject({
      IsTruncated: 'true',
      NextPartNumberMarker: '2',
      Part: { PartNumber: '2' },
    });
    expect(await list('&part-number-marker=2')).toMatchObject({
      PartNumberMarker: '2',
      IsTruncated: 'false',
      Part: { PartNumber: '7' },
    });
  });

  it.each(['0', '10001', '-1', 'x', '1.5', ''])('refuses the part number %j', async (number) => {
    expect(errorOf(await part(number))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Part number must be an integer between 1 and 10000, inclusive',
      ArgumentName: 'partNumber',
      ArgumentValue: number,
    });
  });

  it('takes part 10,000', async () => {
    expect((await part(10_000)).status).toBe(200);
  });

  it('refuses wrong digests and keeps the part that was there', async () => {
    await part(1, 'good').expect(200);
    const base64Md5 = (text: string): string => createHash('md5').update(text).digest('base64');
    expect(errorOf(await part(1, 'hello', { 'content-md5': base64Md5('other') }))).toEqual({
      status: 400,
      Code: 'BadDigest',
      Message: 'The Content-MD5 you specified did not match what we received.',
      ExpectedDigest: base64Md5('other'),
      CalculatedDigest: base64Md5('hello'),
    });
    const sha = { 'x-amz-checksum-sha256': checksumOf('SHA256', 'other') };
    expect(errorOf(await part(1, 'hello', sha))).toMatchObject({
      status: 400,
      Code: 'BadDigest',
      Message: 'The SHA256 you specified did not match the calculated checksum.',
    });
    expect(await list()).toMatchObject({ Part: { ETag: `"${md5('good')}"` } });
  });

  it('refuses a checksum of another algorithm than the upload has', async () => {
    const headers = { 'x-amz-checksum-crc32': checksumOf('CRC32', 'hello') };
    expect(errorOf(await part(1, 'hello', headers))).toMatchObject({ status: 400, Code: 'InvalidRequest' });
  });

  it('refuses unknown uploads, and counts that are none', async () => {
    const answer = await gateway().send('PUT', '/photos/a?partNumber=1&uploadId=absent', { body: 'x' });
    expect(errorOf(answer)).toMatchObject({ status: 404, Code: 'NoSuchUpload', UploadId: 'absent' });
    const other = await gateway().send('PUT', `/photos/other?partNumber=1&uploadId=${id}`, { body: 'x' });
    expect(errorOf(other)).toMatchObject({ status: 404, Code: 'NoSuchUpload' });
    expect(errorOf(await gateway().send('GET', `/photos/a?uploadId=${id}&max-parts=-1`))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      ArgumentName: 'max-parts',
    });
    expect(errorOf(await gateway().send('GET', '/photos/a?uploadId=absent'))).toMatchObject({
      status: 404,
      Code: 'NoSuchUpload',
    });
  });
});
