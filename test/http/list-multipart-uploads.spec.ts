import { documentOf, errorOf, expectIds, type PlainElement } from '../support/answer.js';
import { createUpload, BACKENDS, useGateway } from '../support/http-subject.js';

const NAME = { ID: 'TESTROOTACCESSKEY', DisplayName: 'TESTROOTACCESSKEY' };

describe.each(BACKENDS)('ListMultipartUploads on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'void');
  const uploads: { key: string; id: string }[] = [];
  const send = (query = '', bucket = 'photos') => gateway().send('GET', `/${bucket}?uploads${query}`);
  const list = async (query = '', bucket = 'photos') =>
    documentOf(await send(query, bucket), 'ListMultipartUploadsResult');
  const entry = ({ key, id }: { key: string; id: string }, more = {}) => ({
    Key: key,
    UploadId: id,
    Initiator: NAME,
    Owner: NAME,
    StorageClass: 'STANDARD',
    Initiated: expect.stringMatching(/^\d{4}-.*Z$/),
    ...more,
  });

  beforeEach(async () => {
    uploads.length = 0;
    for (const key of ['a', 'b/1', 'b/2', 'c+ä']) {
      const path = `/photos/${key.split('/').map(encodeURIComponent).join('/')}`;
      uploads.push({ key, id: await createUpload(gateway(), path) });
    }
  });
  afterEach(async () => {
    for (const { key, id } of uploads) {
      const path = `/photos/${key.split('/').map(encodeURIComponent).join('/')}`;
      await gateway().send('DELETE', `${path}?uploadId=${id}`).expect(204);
    }
  });

  it('lists what is under way, in the order of keys', async () => {
    const answer = await send();
    expectIds(answer);
    expect(documentOf(answer, 'ListMultipartUploadsResult')).toEqual({
      Bucket: 'photos',
      KeyMarker: '',
      UploadIdMarker: '',
      Prefix: '',
      MaxUploads: '1000',
      IsTruncated: 'false',
      Upload: uploads.map((upload) => entry(upload)),
    });
    expect(await list('', 'void')).not.toHaveProperty('Upload');
  });

  it('folds keys at a delimiter and looks for a prefix', async () => {
    expect(await list('&delimiter=/')).toMatchObject({
      Delimiter: '/',
      CommonPrefixes: { Prefix: 'b/' },
      Upload: [entry(uploads[0]!), entry(uploads[3]!)],
    });
    expect(await list('&prefix=b/')).toMatchObject({
      Prefix: 'b/',
      Upload: [entry(uploads[1]!), entry(uploads[2]!)],
    });
    expect(await list('&prefix=c&encoding-type=url')).toMatchObject({ Upload: { Key: 'c%2B%C3%A4' } });
  });

  it('goes through pages', async () => {
    const found: unknown[] = [];
    let markers = '';
    for (;;) {
      const page: PlainElement = await list(`&max-uploads=1${markers}`);
      found.push((page['Upload'] as PlainElement)['Key']);
      if (page['IsTruncated'] === 'false') break;
      markers = `&key-marker=${encodeURIComponent(page['NextKeyMarker'] as string)}&upload-id-marker=${page['NextUploadIdMarker'] as string}`;
    }
    expect(found).toEqual(['a', 'b/1', 'b/2', 'c+ä']);
  });

  it('refuses counts that are none, and a bucket that is not there', async () => {
    expect(errorOf(await send('&max-uploads=x'))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Provided max-uploads not an integer or within integer range',
      ArgumentName: 'max-uploads',
    });
    expect(errorOf(await send('', 'absent'))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
  });
});
