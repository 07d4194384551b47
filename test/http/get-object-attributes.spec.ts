import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { completion, createUpload, uploadPart, BACKENDS, useGateway } from '../support/http-subject.js';
import { checksumOf, md5 } from '../support/object-body.js';

const PART = Buffer.alloc(5 << 20, 'a');

describe.each(BACKENDS)('GetObjectAttributes on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const get = (attributes: string | undefined, headers: Record<string, string> = {}, key = 'a') =>
    gateway().send('GET', `/photos/${key}?attributes`, {
      headers: { ...headers, ...(attributes !== undefined && { 'x-amz-object-attributes': attributes }) },
    });

  beforeAll(async () => {
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
    const headers = { 'x-amz-checksum-algorithm': 'SHA256' };
    const id = await createUpload(gateway(), '/photos/parts', headers);
    const bodies = [PART, Buffer.from('end')];
    const parts = [];
    for (const [index, body] of bodies.entries()) {
      const path = `/photos/parts?partNumber=${index + 1}&uploadId=${id}`;
      const sha = `<ChecksumSHA256>${checksumOf('SHA256', body)}</ChecksumSHA256>`;
      parts.push({ number: index + 1, etag: await uploadPart(gateway(), path, body), more: sha });
    }
    await gateway()
      .send('POST', `/photos/parts?uploadId=${id}`, { body: completion(parts) })
      .expect(200);
  });

  it('answers what it is asked for, and no parts of an object that has none', async () => {
    const answer = await get('ETag, Checksum,ObjectParts,StorageClass,ObjectSize');
    expectIds(answer);
    expect(answer.headers).toHaveProperty('last-modified');
    expect(documentOf(answer, 'GetObjectAttributesResponse')).toEqual({
      ETag: md5('hello'),
      Checksum: { ChecksumCRC64NVME: checksumOf('CRC64NVME', 'hello'), ChecksumType: 'FULL_OBJECT' },
      StorageClass: 'STANDARD',
      ObjectSize: '5',
    });
    expect(documentOf(await get('ObjectSize'), 'GetObjectAttributesResponse')).toEqual({ ObjectSize: '5' });
  });

  it('lists the parts of a multipart upload with their checksums', async () => {
    const document = documentOf(await get('ObjectParts', {}, 'parts'), 'GetObjectAttributesResponse');
    expect(document).toEqual({
      ObjectParts: {
        PartsCount: '2',
        PartNumberMarker: '0',
        NextPartNumberMarker: '2',
        MaxParts: '1000',
        IsTruncated: 'false',
        Part: [
          { PartNumber: '1', Size: String(PART.length), ChecksumSHA256: checksumOf('SHA256', PART) },
          { PartNumber: '2', Size: '3', ChecksumSHA256: checksumOf('SHA256', 'end') },
        ],
      },
    });
  });

  it('lists parts in pages', async () => {
    const first = await get('ObjectParts', { 'x-amz-max-parts': '1' }, 'parts');
    expect(documentOf(first, 'GetObjectAttributesResponse')['ObjectParts']).toMatchObject({
      NextPartNumberMarker: '1',
      IsTruncated: 'true',
      Part: { PartNumber: '1' },
    });
    const second = await get('ObjectParts', { 'x-amz-part-number-marker': '1' }, 'parts');
    expect(documentOf(second, 'GetObjectAttributesResponse')['ObjectParts']).toMatchObject({
      PartNumberMarker: '1',
      IsTruncated: 'false',
      Part: { PartNumber: '2' },
    });
  });

  it.each([undefined, ',', ', ,'])('refuses the header %j: it asks for nothing', async (attributes) => {
    expect(errorOf(await get(attributes))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message:
        'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    });
  });

  it.each([
    ['ETag,Colour', 'Colour'],
    ['etag,Colour', 'etag'],
    [',ETag', ''],
    ['ETag, ,ObjectSize', ''],
    ['', ''],
  ])('refuses the unknown name in %j', async (attributes, ArgumentValue) => {
    expect(errorOf(await get(attributes))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Invalid attribute name specified.',
      ArgumentName: 'x-amz-object-attributes',
      ArgumentValue,
    });
  });

  it('passes over a comma at the end', async () => {
    const answer = documentOf(await get('ETag,'), 'GetObjectAttributesResponse');
    expect(Object.keys(answer)).toEqual(['ETag']);
  });

  it('says what is missing', async () => {
    expect(errorOf(await get('ETag', {}, 'absent'))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
  });
});
