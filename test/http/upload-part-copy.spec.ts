import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { createUpload, BACKENDS, useGateway } from '../support/http-subject.js';
import { md5 } from '../support/object-body.js';

describe.each(BACKENDS)('UploadPartCopy on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  let id: string;
  const copy = (headers: Record<string, string> = {}, source = '/photos/source') =>
    gateway().send('PUT', `/photos/a?partNumber=1&uploadId=${id}`, {
      headers: { 'x-amz-copy-source': source, ...headers },
    });

  beforeAll(async () => {
    await gateway().send('PUT', '/photos/source', { body: '0123456789' }).expect(200);
  });
  beforeEach(async () => {
    id = await createUpload(gateway(), '/photos/a');
  });
  afterEach(async () => {
    await gateway().send('DELETE', `/photos/a?uploadId=${id}`).expect(204);
  });

  it.each([
    [{}, '0123456789'],
    [{ 'x-amz-copy-source-range': 'bytes=2-4' }, '234'],
    [{ 'x-amz-copy-source-range': 'bytes=9-9' }, '9'],
    [{ 'x-amz-copy-source-if-match': `"${md5('0123456789')}"` }, '0123456789'],
  ])('copies with %j', async (headers, bytes) => {
    const answer = await copy(headers as Record<string, string>);
    expectIds(answer);
    expect(documentOf(answer, 'CopyPartResult')).toMatchObject({
      LastModified: expect.stringMatching(/^\d{4}-.*Z$/),
      ETag: `"${md5(bytes)}"`,
    });
    const parts = await gateway().send('GET', `/photos/a?uploadId=${id}`);
    expect(documentOf(parts, 'ListPartsResult')['Part']).toMatchObject({ Size: String(bytes.length) });
  });

  it.each(['bytes=4-2', 'bytes=4-', 'bytes=-4', '0-4', 'bytes=0-1,2-3'])(
    'refuses the range %s, which is not of the form that copies have',
    async (range) => {
      expect(errorOf(await copy({ 'x-amz-copy-source-range': range }))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message:
          'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
        ArgumentName: 'x-amz-copy-source-range',
        ArgumentValue: range,
      });
    },
  );

  it('refuses a range beyond the source', async () => {
    expect(errorOf(await copy({ 'x-amz-copy-source-range': 'bytes=5-10' }))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Range specified is not valid for source object of size: 10',
    });
    expect(errorOf(await copy({ 'x-amz-copy-source-range': 'bytes=10-20' }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'The specified copy range is invalid for the source object size',
    });
  });

  it('refuses conditions that do not hold, and what is not there', async () => {
    expect(errorOf(await copy({ 'x-amz-copy-source-if-match': '"other"' }))).toMatchObject({
      status: 412,
      Code: 'PreconditionFailed',
      Condition: 'x-amz-copy-source-If-Match',
    });
    expect(errorOf(await copy({}, '/photos/absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
    expect(errorOf(await copy({}, '/absent/a'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    const path = '/photos/a?partNumber=1&uploadId=absent';
    const headers = { 'x-amz-copy-source': '/photos/source' };
    expect(errorOf(await gateway().send('PUT', path, { headers }))).toMatchObject({
      status: 404,
      Code: 'NoSuchUpload',
    });
  });
});
