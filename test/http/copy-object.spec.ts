import { documentOf, errorOf, expectIds } from '../support/answer.js';
import { checksumOf, md5 } from '../support/object-body.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(BACKENDS)('CopyObject on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'copies');
  const copy = (to: string, source: string, headers: Record<string, string> = {}) =>
    gateway().send('PUT', to, { headers: { 'x-amz-copy-source': source, ...headers } });

  beforeAll(async () => {
    const headers = { 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-tagging': 'k=v' };
    await gateway().send('PUT', '/photos/source%20+%C3%A4', { body: 'hello', headers }).expect(200);
  });
  const SOURCE = '/photos/source%20+%C3%A4';

  it('copies bytes, headers, metadata and tags', async () => {
    const answer = await copy('/copies/all', SOURCE);
    expectIds(answer);
    expect(documentOf(answer, 'CopyObjectResult')).toEqual({
      LastModified: expect.stringMatching(ISO_DATE),
      ETag: `"${md5('hello')}"`,
      ChecksumCRC64NVME: checksumOf('CRC64NVME', 'hello'),
      ChecksumType: 'FULL_OBJECT',
    });
    const read = await gateway().send('GET', '/copies/all').expect(200);
    expect(read.body.toString()).toBe('hello');
    expect(read.headers).toMatchObject({
      'content-type': 'text/plain',
      'x-amz-meta-a': '1',
      'x-amz-tagging-count': '1',
    });
  });

  it('takes a source without its first slash, and the version null', async () => {
    expect((await copy('/copies/relative', SOURCE.slice(1))).status).toBe(200);
    expect((await copy('/copies/version', `${SOURCE}?versionId=null`)).status).toBe(200);
  });

  it('replaces metadata and tags', async () => {
    const headers = {
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-tagging-directive': 'REPLACE',
      'content-type': 'text/csv',
      'x-amz-meta-b': '2',
      'x-amz-tagging': 'x=1&y=2',
    };
    expect((await copy('/copies/replaced', SOURCE, headers)).status).toBe(200);
    const read = await gateway().send('HEAD', '/copies/replaced').expect(200);
    expect(read.headers).toMatchObject({
      'content-type': 'text/csv',
      'x-amz-meta-b': '2',
      'x-amz-tagging-count': '2',
    });
    expect(read.headers).not.toHaveProperty('x-amz-meta-a');
  });

  it('computes the checksum that it is asked for', async () => {
    const answer = await copy('/copies/sha', SOURCE, { 'x-amz-checksum-algorithm': 'SHA256' });
    expect(documentOf(answer, 'CopyObjectResult')).toMatchObject({
      ChecksumSHA256: checksumOf('SHA256', 'hello'),
    });
  });

  it('takes no website redirect along, but one of its own', async () => {
    const redirect = (location: string) => ({ 'x-amz-website-redirect-location': location });
    await gateway()
      .send('PUT', '/photos/away', { body: 'x', headers: redirect('/old') })
      .expect(200);
    const redirectOf = async (path: string) =>
      (await gateway().send('HEAD', path).expect(200)).headers['x-amz-website-redirect-location'];
    expect((await copy('/copies/away', '/photos/away')).status).toBe(200);
    expect(await redirectOf('/copies/away')).toBeUndefined();
    expect((await copy('/copies/away', '/photos/away', redirect('/new'))).status).toBe(200);
    expect(await redirectOf('/copies/away')).toBe('/new');
    expect((await copy('/photos/away', '/photos/away', redirect('/own'))).status).toBe(200);
    expect(await redirectOf('/photos/away')).toBe('/own');
    const replaced = { 'x-amz-metadata-directive': 'REPLACE', ...redirect('https://example.com/') };
    expect((await copy('/copies/away', '/photos/away', replaced)).status).toBe(200);
    expect(await redirectOf('/copies/away')).toBe('https://example.com/');
    expect(errorOf(await copy('/copies/away', '/photos/away', redirect('elsewhere')))).toMatchObject({
      status: 400,
      Code: 'InvalidRedirectLocation',
    });
  });

  it('copies an object onto itself only with a change', async () => {
    await gateway().send('PUT', '/photos/self', { body: 'self' }).expect(200);
    expect(errorOf(await copy('/photos/self', '/photos/self'))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
    const replace = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-new': 'yes' };
    expect((await copy('/photos/self', '/photos/self', replace)).status).toBe(200);
    const read = await gateway().send('GET', '/photos/self').expect(200);
    expect(read.body.toString()).toBe('self');
    expect(read.headers['x-amz-meta-new']).toBe('yes');
  });

  it.each([
    ['x-amz-storage-class', 'STANDARD'],
    ['x-amz-server-side-encryption', 'AES256'],
  ] as const)('copies an object onto itself with %s: %s, and keeps what it is', async (name, value) => {
    const kept = { 'x-amz-meta-kept': 'yes' };
    await gateway().send('PUT', '/photos/stored', { body: 'self', headers: kept }).expect(200);
    expect((await copy('/photos/stored', '/photos/stored', { [name]: value })).status).toBe(200);
    const read = await gateway().send('GET', '/photos/stored').expect(200);
    expect(read.body.toString()).toBe('self');
    expect(read.headers['x-amz-meta-kept']).toBe('yes');
  });

  const FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';
  const PAST = 'Tue, 01 Jan 2019 00:00:00 GMT';

  it.each([
    [{ 'x-amz-copy-source-if-match': '"other"' }, 'x-amz-copy-source-If-Match'],
    [{ 'x-amz-copy-source-if-none-match': `"${md5('hello')}"` }, 'x-amz-copy-source-If-None-Match'],
    [{ 'x-amz-copy-source-if-unmodified-since': PAST }, 'x-amz-copy-source-If-Unmodified-Since'],
    [{ 'x-amz-copy-source-if-modified-since': FUTURE }, 'x-amz-copy-source-If-Modified-Since'],
  ])('does not copy under %j', async (headers, condition) => {
    expect(errorOf(await copy('/copies/conditional', SOURCE, headers as Record<string, string>))).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: condition,
    });
    await gateway().send('HEAD', '/copies/conditional').expect(404);
  });

  it('copies under conditions that hold, and onto nothing only', async () => {
    const headers = { 'x-amz-copy-source-if-match': `"${md5('hello')}"`, 'if-none-match': '*' };
    expect((await copy('/copies/once', SOURCE, headers)).status).toBe(200);
    expect(errorOf(await copy('/copies/once', SOURCE, headers))).toMatchObject({
      status: 412,
      Code: 'PreconditionFailed',
      Condition: 'If-None-Match',
    });
  });

  it.each([
    ['photos', 'Invalid copy source object key'],
    ['/photos/', 'Invalid copy source object key'],
    ['', 'Invalid copy source bucket name'],
    ['//a', 'Invalid copy source bucket name'],
    ['/photos/%zz', 'Invalid copy source encoding'],
  ])('refuses the source %j', async (source, message) => {
    expect(errorOf(await copy('/copies/a', source))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      Message: message,
      ArgumentName: 'x-amz-copy-source',
    });
  });

  it('says what is missing', async () => {
    expect(errorOf(await copy('/copies/a', '/photos/absent'))).toMatchObject({
      status: 404,
      Code: 'NoSuchKey',
      Key: 'absent',
    });
    expect(errorOf(await copy('/copies/a', '/absent/a'))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
      BucketName: 'absent',
    });
    expect(errorOf(await copy('/absent/a', SOURCE))).toMatchObject({ status: 404, Code: 'NoSuchBucket' });
    expect(errorOf(await copy('/copies/a', `${SOURCE}?versionId=${'0'.repeat(32)}`))).toMatchObject({
      status: 404,
      Code: 'NoSuchVersion',
    });
  });

  it('refuses unknown directives and algorithms', async () => {
    expect(errorOf(await copy('/copies/a', SOURCE, { 'x-amz-metadata-directive': 'MOVE' }))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Unknown metadata directive.',
      ArgumentName: 'x-amz-metadata-directive',
      ArgumentValue: 'MOVE',
    });
    expect(errorOf(await copy('/copies/a', SOURCE, { 'x-amz-checksum-algorithm': 'CRC8' }))).toMatchObject({
      status: 400,
      Code: 'InvalidRequest',
    });
  });
});

describe('the largest source of CopyObject', () => {
  const gateway = useGateway({ server: { copyObjectThreshold: 4 } }, 'photos');

  it('is what the configuration says', async () => {
    await gateway().send('PUT', '/photos/four', { body: '1234' }).expect(200);
    await gateway().send('PUT', '/photos/five', { body: '12345' }).expect(200);
    const copy = (key: string) =>
      gateway().send('PUT', '/photos/copy', { headers: { 'x-amz-copy-source': `/photos/${key}` } });
    expect((await copy('four')).status).toBe(200);
    expect(errorOf(await copy('five'))).toMatchObject({ status: 400, Code: 'InvalidRequest' });
  });
});
