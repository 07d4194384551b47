import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('CreateMultipartUpload and AbortMultipartUpload on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const create = (headers: Record<string, string> = {}, path = '/photos/a%26b') =>
    gateway().send('POST', `${path}?uploads`, { headers });
  const abort = (id: string, headers: Record<string, string> = {}) =>
    gateway().send('DELETE', `/photos/a%26b?uploadId=${id}`, { headers });
  const idOf = async (): Promise<string> =>
    documentOf(await create(), 'InitiateMultipartUploadResult')['UploadId'] as string;

  it('begins an upload', async () => {
    const answer = await create();
    expectIds(answer);
    const document = documentOf(answer, 'InitiateMultipartUploadResult');
    expect(document).toEqual({ Bucket: 'photos', Key: 'a&b', UploadId: expect.any(String) });
    expect(answer.headers).not.toHaveProperty('x-amz-checksum-algorithm');
    await abort(document['UploadId'] as string).expect(204);
  });

  it.each([
    ['CRC32', undefined, 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT', 'FULL_OBJECT'],
    ['CRC32C', 'COMPOSITE', 'COMPOSITE'],
    ['CRC64NVME', undefined, 'FULL_OBJECT'],
    ['SHA1', undefined, 'COMPOSITE'],
    ['SHA256', 'COMPOSITE', 'COMPOSITE'],
    ['XXHASH3', undefined, 'COMPOSITE'],
  ])('says which checksum it is going to have: %s %s', async (algorithm, type, answered) => {
    const answer = await create({
      'x-amz-checksum-algorithm': algorithm,
      ...(type !== undefined && { 'x-amz-checksum-type': type }),
    });
    expect(answer.headers).toMatchObject({
      'x-amz-checksum-algorithm': algorithm,
      'x-amz-checksum-type': answered,
    });
    await abort(documentOf(answer, 'InitiateMultipartUploadResult')['UploadId'] as string).expect(204);
  });

  it.each([
    [
      'SHA256',
      'FULL_OBJECT',
      'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
    ],
    [
      'CRC64NVME',
      'COMPOSITE',
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    ],
    ['CRC32', 'PARTIAL', 'Value for x-amz-checksum-type header is invalid.'],
  ])('refuses %s with %s', async (algorithm, type, message) => {
    const headers = { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type };
    expect(errorOf(await create(headers))).toEqual({ status: 400, Code: 'InvalidRequest', Message: message });
  });

  it('refuses a checksum type without an algorithm, metadata and tags beyond the limits', async () => {
    expect(errorOf(await create({ 'x-amz-checksum-type': 'COMPOSITE' }))).toMatchObject({
      status: 400,
      Code: 'InvalidRequest',
    });
    expect(errorOf(await create({ 'x-amz-meta-a': 'v'.repeat(2048) }))).toMatchObject({
      status: 400,
      Code: 'MetadataTooLarge',
    });
    expect(errorOf(await create({ 'x-amz-tagging': 'a=%3C' }))).toMatchObject({
      status: 400,
      Code: 'InvalidTag',
    });
    expect(errorOf(await create({}, '/absent/a'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
  });

  it('ends an upload with everything that was sent for it', async () => {
    const id = await idOf();
    await gateway().send('PUT', `/photos/a%26b?partNumber=1&uploadId=${id}`, { body: 'part' }).expect(200);
    const answer = await abort(id);
    expect(answer.status).toBe(204);
    expectIds(answer);
    expect(answer.body).toHaveLength(0);
    expect(errorOf(await gateway().send('GET', `/photos/a%26b?uploadId=${id}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchUpload',
    });
  });

  it.each(['absent', '../../etc', '00000000-0000-0000-0000-000000000000', ''])(
    'refuses to end the upload %j',
    async (id) => {
      expect(errorOf(await abort(encodeURIComponent(id)))).toEqual({
        status: 404,
        Code: 'NoSuchUpload',
        Message:
          'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        UploadId: id,
      });
    },
  );

  it('ends an upload under a condition on its beginning', async () => {
    const id = await idOf();
    const wrong = { 'x-amz-if-match-initiated-time': 'Tue, 01 Jan 2019 00:00:00 GMT' };
    expect(errorOf(await abort(id, wrong))).toMatchObject({ status: 412, Code: 'PreconditionFailed' });
    expect(errorOf(await abort(id, { 'x-amz-if-match-initiated-time': 'soon' }))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      ArgumentName: 'x-amz-if-match-initiated-time',
    });
    await abort(id).expect(204);
  });

  it('is known to no other key', async () => {
    const id = await idOf();
    expect(errorOf(await gateway().send('DELETE', `/photos/other?uploadId=${id}`))).toMatchObject({
      Code: 'NoSuchUpload',
    });
    await abort(id).expect(204);
  });
});
