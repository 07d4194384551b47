import { checksumOf, md5 } from '../support/object-body.js';
import { expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('HeadObject on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const head = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await gateway().send('HEAD', path, { headers });
    expectIds(answer);
    return answer;
  };

  beforeAll(async () => {
    const headers = { 'content-type': 'text/plain', 'x-amz-meta-a': '1' };
    await gateway().send('PUT', '/photos/digits', { body: '0123456789', headers }).expect(200);
  });

  it('says everything about the object without its bytes', async () => {
    const answer = await head('/photos/digits', { 'x-amz-checksum-mode': 'ENABLED' });
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({
      etag: `"${md5('0123456789')}"`,
      'last-modified': expect.any(String),
      'accept-ranges': 'bytes',
      'content-type': 'text/plain',
      'content-length': '10',
      'x-amz-meta-a': '1',
      'x-amz-checksum-crc64nvme': checksumOf('CRC64NVME', '0123456789'),
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
  });

  it('answers ranges, parts and response headers as GetObject does', async () => {
    const range = await head('/photos/digits', { range: 'bytes=2-4' });
    expect(range.status).toBe(206);
    expect(range.headers).toMatchObject({ 'content-length': '3', 'content-range': 'bytes 2-4/10' });
    const override = await head('/photos/digits?response-content-type=text%2Fcsv');
    expect(override.headers['content-type']).toBe('text/csv');
    expect((await head('/photos/digits?partNumber=1')).status).toBe(206);
  });

  it.each([
    ['/photos/not-there', {}, 404],
    ['/absent/digits', {}, 404],
    ['/photos/digits?versionId=abc', {}, 400],
    [`/photos/digits?versionId=${'0'.repeat(32)}`, {}, 404],
    ['/photos/digits', { 'if-match': '"other"' }, 412],
    ['/photos/digits', { 'if-none-match': '*' }, 304],
    ['/photos/digits', { range: 'bytes=10-' }, 416],
    ['/photos/digits?partNumber=2', {}, 416],
  ])('refuses %s with %j without a body', async (path, headers, status) => {
    const answer = await head(path, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty('content-type');
  });
});
