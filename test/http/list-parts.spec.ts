import { documentOf, errorOf, expectIds, type PlainElement } from '../support/answer.js';
import { BACKENDS, createUpload, uploadPart, useGateway } from '../support/http-subject.js';
import { checksumOf, md5 } from '../support/object-body.js';

const NAME = { ID: 'TESTROOTACCESSKEY', DisplayName: 'TESTROOTACCESSKEY' };

describe.each(BACKENDS)('ListParts on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  let id: string;
  const send = (query = '') => gateway().send('GET', `/photos/a%20b?uploadId=${id}${query}`);
  const list = async (query = '') => documentOf(await send(query), 'ListPartsResult');
  const entry = (number: number, more = {}) => ({
    PartNumber: String(number),
    LastModified: expect.stringMatching(/^\d{4}-.*Z$/),
    ETag: `"${md5(`part ${number}`)}"`,
    Size: '6',
    ...more,
  });

  const start = async (headers: Record<string, string> = {}) => {
    id = await createUpload(gateway(), '/photos/a%20b', headers);
    for (const number of [3, 1, 2])
      await uploadPart(
        gateway(),
        `/photos/a%20b?uploadId=${id}&partNumber=${number}`,
        Buffer.from(`part ${number}`),
      );
  };
  afterEach(() => gateway().send('DELETE', `/photos/a%20b?uploadId=${id}`).expect(204));

  it('says everything of an upload and its parts', async () => {
    await start();
    const answer = await send();
    expectIds(answer);
    expect(documentOf(answer, 'ListPartsResult')).toEqual({
      Bucket: 'photos',
      Key: 'a b',
      UploadId: id,
      Initiator: NAME,
      Owner: NAME,
      StorageClass: 'STANDARD',
      PartNumberMarker: '0',
      NextPartNumberMarker: '3',
      MaxParts: '1000',
      IsTruncated: 'false',
      Part: [entry(1), entry(2), entry(3)],
    });
  });

  it('shows checksums where the upload has an algorithm', async () => {
    await start({ 'x-amz-checksum-algorithm': 'CRC32C' });
    expect(await list()).toMatchObject({
      ChecksumAlgorithm: 'CRC32C',
      ChecksumType: 'COMPOSITE',
      Part: [1, 2, 3].map((number) =>
        entry(number, { ChecksumCRC32C: checksumOf('CRC32C', `part ${number}`) }),
      ),
    });
  });

  it('goes through pages', async () => {
    await start();
    const first = await list('&max-parts=2');
    expect(first).toMatchObject({ IsTruncated: 'true', NextPartNumberMarker: '2', MaxParts: '2' });
    const second: PlainElement = await list('&max-parts=2&part-number-marker=2');
    expect(second).toMatchObject({ IsTruncated: 'false', PartNumberMarker: '2', Part: entry(3) });
    expect(await list('&max-parts=5000')).toMatchObject({ MaxParts: '1000' });
  });

  it('knows no other upload', async () => {
    await start();
    const answer = await gateway().send('GET', '/photos/other?uploadId=x');
    expect(errorOf(answer)).toMatchObject({ status: 404, Code: 'NoSuchUpload' });
  });
});
