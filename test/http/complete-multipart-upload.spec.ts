import { createHash } from 'node:crypto';
import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { completion, createUpload, uploadPart, BACKENDS, useGateway } from '../support/http-subject.js';
import { checksumOf, md5 } from '../support/object-body.js';

const FIRST = Buffer.alloc(5 << 20, 'first');
const LAST = Buffer.from('the end');
const WHOLE = Buffer.concat([FIRST, LAST]);
const etagOf = (...parts: Buffer[]): string =>
  `"${md5(Buffer.concat(parts.map((part) => createHash('md5').update(part).digest())))}-${parts.length}"`;

describe.each(BACKENDS)('CompleteMultipartUpload on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const path = '/photos/a%26b';
  let id: string;
  let etags: string[];
  const parts = (more: readonly string[] = []) =>
    etags.map((etag, index) => ({ number: index + 1, etag, more: more[index] }));
  const complete = (body: string, headers: Record<string, string> = {}) =>
    gateway().send('POST', `${path}?uploadId=${id}`, { body, headers });
  const begin = async (headers: Record<string, string> = {}): Promise<void> => {
    id = await createUpload(gateway(), path, headers);
    etags = [];
    for (const [index, body] of [FIRST, LAST].entries()) {
      etags.push(await uploadPart(gateway(), `${path}?partNumber=${index + 1}&uploadId=${id}`, body));
    }
  };
  /** The error; the upload is still there, and no object is. */
  const refusal = async (body: string, headers: Record<string, string> = {}) => {
    const error = errorOf(await complete(body, headers));
    await gateway().send('HEAD', path).expect(404);
    await gateway().send('GET', `${path}?uploadId=${id}`).expect(200);
    return error;
  };
  afterEach(async () => {
    await gateway().send('DELETE', `${path}?uploadId=${id}`);
    await gateway().send('DELETE', path).expect(204);
  });

  it('joins the parts', async () => {
    await begin({ 'content-type': 'text/plain', 'x-amz-meta-a': '1' });
    const answer = await complete(completion(parts()));
    expectIds(answer);
    expect(documentOf(answer, 'CompleteMultipartUploadResult')).toEqual({
      Location: `${gateway().url}${path}`,
      Bucket: 'photos',
      Key: 'a&b',
      ETag: etagOf(FIRST, LAST),
      ChecksumCRC64NVME: checksumOf('CRC64NVME', WHOLE),
      ChecksumType: 'FULL_OBJECT',
    });
    const read = await gateway().send('GET', path).expect(200);
    expect(WHOLE.equals(read.body)).toBe(true);
    expect(read.headers).toMatchObject({
      etag: etagOf(FIRST, LAST),
      'content-type': 'text/plain',
      'x-amz-meta-a': '1',
    });
    const last = await gateway().send('GET', `${path}?partNumber=2`).expect(206);
    expect(last.body.toString()).toBe('the end');
    expect(last.headers).toMatchObject({
      'x-amz-mp-parts-count': '2',
      'content-range': `bytes ${FIRST.length}-${WHOLE.length - 1}/${WHOLE.length}`,
    });
    expect(errorOf(await gateway().send('GET', `${path}?uploadId=${id}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchUpload',
    });
  });

  it('answers the same when it is repeated', async () => {
    await begin();
    const first = documentOf(await complete(completion(parts())), 'CompleteMultipartUploadResult');
    expect(documentOf(await complete(completion(parts())), 'CompleteMultipartUploadResult')).toEqual(first);
  });

  it('is not repeated where its object is gone, or another stands there', async () => {
    await begin();
    const document = completion(parts());
    await complete(document).expect(200);
    await gateway().send('PUT', `${path}?tagging`, { body: '<Tagging><TagSet/></Tagging>' }).expect(200);
    await complete(document).expect(200);
    await gateway().send('PUT', path, { body: 'another' }).expect(200);
    expect(errorOf(await complete(document))).toMatchObject({ status: 404, Code: 'NoSuchUpload' });
    expect((await gateway().send('GET', path)).body.toString()).toBe('another');
    await gateway().send('DELETE', path).expect(204);
    expect(errorOf(await complete(document))).toMatchObject({ status: 404, Code: 'NoSuchUpload' });
  });

  it('makes a composite checksum of the checksums of the parts', async () => {
    await begin({ 'x-amz-checksum-algorithm': 'SHA256' });
    const sha = (body: Buffer): string => checksumOf('SHA256', body);
    const element = (body: Buffer): string => `<ChecksumSHA256>${sha(body)}</ChecksumSHA256>`;
    const raw = Buffer.concat([FIRST, LAST].map((part) => Buffer.from(sha(part), 'base64')));
    const body = completion(parts([element(FIRST), element(LAST)]));
    expect(documentOf(await complete(body), 'CompleteMultipartUploadResult')).toMatchObject({
      ChecksumSHA256: `${checksumOf('SHA256', raw)}-2`,
      ChecksumType: 'COMPOSITE',
    });
  });

  it('refuses what does not fit the parts, and keeps the upload', async () => {
    await begin();
    const [first, last] = parts();
    expect(await refusal(completion([last!, first!]))).toEqual({
      status: 400,
      Code: 'InvalidPartOrder',
      Message: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
      UploadId: id,
    });
    expect(await refusal(completion([first!, { number: 2, etag: '"other"' }]))).toEqual({
      status: 400,
      Code: 'InvalidPart',
      Message:
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      UploadId: id,
      PartNumber: '2',
      ETag: 'other',
    });
    const size = { 'x-amz-mp-object-size': '5' };
    expect(await refusal(completion([first!, last!]), size)).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: `The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: ${WHOLE.length}`,
    });
    const crc = { 'x-amz-checksum-crc64nvme': checksumOf('CRC64NVME', 'other') };
    expect(errorOf(await complete(completion([first!, last!]), crc))).toMatchObject({
      status: 400,
      Code: 'BadDigest',
    });
    await gateway().send('HEAD', path).expect(404);
  });

  it('refuses a part before the last that is too small', async () => {
    id = await createUpload(gateway(), path);
    etags = [];
    for (const number of [1, 2]) {
      etags.push(await uploadPart(gateway(), `${path}?partNumber=${number}&uploadId=${id}`, LAST));
    }
    expect(await refusal(completion(parts()))).toEqual({
      status: 400,
      Code: 'EntityTooSmall',
      Message: 'Your proposed upload is smaller than the minimum allowed size',
      ETag: md5(LAST),
      MinSizeAllowed: '5242880',
      PartNumber: '1',
      ProposedSize: '7',
    });
  });

  it('refuses documents that are not of its kind', async () => {
    id = await createUpload(gateway(), path);
    const malformed = {
      status: 400,
      Code: 'MalformedXML',
      Message: 'The XML you provided was not well-formed or did not validate against our published schema',
    };
    const many = Array.from({ length: 10_001 }, (_, index) => ({ number: index + 1, etag: 'a' }));
    expect(await refusal(completion(many))).toEqual(malformed);
    expect(await refusal(completion([]))).toEqual(malformed);
    expect(
      await refusal('<CompleteMultipartUpload><Part><ETag>a</ETag></Part></CompleteMultipartUpload>'),
    ).toEqual(malformed);
    expect(await refusal('<Other/>')).toEqual(malformed);
    expect(await refusal(completion([{ number: 10_001, etag: 'a' }]))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'PartNumber must be >= 1 and <= 10000',
      ArgumentName: 'PartNumber',
      ArgumentValue: '10001',
    });
    expect(errorOf(await gateway().send('POST', `${path}?uploadId=${id}`))).toMatchObject({
      status: 400,
      Code: 'MissingRequestBodyError',
    });
    expect(
      errorOf(
        await gateway().send('POST', `${path}?uploadId=absent`, { body: completion(many.slice(0, 1)) }),
      ),
    ).toMatchObject({ status: 404, Code: 'NoSuchUpload', UploadId: 'absent' });
  });

  it('writes with If-None-Match only where nothing is', async () => {
    await begin();
    await gateway().send('PUT', path, { body: 'already' }).expect(200);
    expect(errorOf(await complete(completion(parts()), { 'if-none-match': '*' }))).toMatchObject({
      status: 412,
      Code: 'PreconditionFailed',
      Condition: 'If-None-Match',
    });
    const read = await gateway().send('GET', path).expect(200);
    expect(read.body.toString()).toBe('already');
  });
});
