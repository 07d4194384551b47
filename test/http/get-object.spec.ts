import { checksumOf, md5 } from '../support/object-body.js';
import { errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, completion, createUpload, useGateway } from '../support/http-subject.js';

const BODY = '0123456789';
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;

const SYSTEM = {
  'cache-control': 'max-age=60',
  'content-disposition': 'attachment; filename="a"',
  'content-encoding': 'x-coded',
  'content-language': 'de',
  'content-type': 'text/plain',
  expires: 'Thu, 01 Dec 2033 16:00:00 GMT',
  'x-amz-website-redirect-location': '/elsewhere',
};

describe.each(BACKENDS)('GetObject on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const get = (query = '', headers: Record<string, string> = {}) =>
    gateway().send('GET', `/photos/digits${query}`, { headers });

  beforeAll(async () => {
    const headers = { ...SYSTEM, 'x-amz-meta-Colour': 'blue', 'x-amz-tagging': 'a=1&b=2' };
    await gateway().send('PUT', '/photos/digits', { body: BODY, headers }).expect(200);
    await gateway().send('PUT', '/photos/empty', { body: '' }).expect(200);
  });

  it('gives back bytes, system headers, metadata and the number of tags', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expectIds(answer);
    expect(answer.body.toString()).toBe(BODY);
    expect(ownHeaders(answer)).toEqual({
      ...SYSTEM,
      etag: `"${md5(BODY)}"`,
      'last-modified': expect.stringMatching(HTTP_DATE),
      'accept-ranges': 'bytes',
      'content-length': '10',
      'x-amz-meta-colour': 'blue',
      'x-amz-tagging-count': '2',
    });
  });

  it('shows the checksum to who asks for it, but not with a part of the bytes', async () => {
    const mode = { 'x-amz-checksum-mode': 'ENABLED' };
    const whole = await get('', mode);
    expect(whole.headers).toMatchObject({
      'x-amz-checksum-crc64nvme': checksumOf('CRC64NVME', BODY),
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
    const part = await get('', { ...mode, range: 'bytes=0-1' });
    expect(part.headers).not.toHaveProperty('x-amz-checksum-crc64nvme');
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-100', BODY, 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('answers the range %s', async (range, bytes, contentRange) => {
    const answer = await get('', { range });
    expect(answer.status).toBe(206);
    expect(answer.body.toString()).toBe(bytes);
    expect(answer.headers).toMatchObject({
      'content-range': contentRange,
      'content-length': String(bytes.length),
    });
  });

  it.each(['bytes=4-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=a-b', 'bytes=-'])(
    'ignores the range %s',
    async (range) => {
      const answer = await get('', { range });
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toBe(BODY);
      expect(answer.headers).not.toHaveProperty('content-range');
    },
  );

  it.each(['bytes=10-', 'bytes=100-200', 'bytes=-0'])('refuses the range %s', async (range) => {
    const answer = await get('', { range });
    expect(errorOf(answer)).toEqual({
      status: 416,
      Code: 'InvalidRange',
      Message: 'The requested range is not satisfiable',
      RangeRequested: range,
      ActualObjectSize: '10',
    });
    expect(answer.headers['content-range']).toBe('bytes */10');
  });

  it('refuses every range of an object without bytes', async () => {
    const answer = await gateway().send('GET', '/photos/empty', { headers: { range: 'bytes=0-0' } });
    expect(errorOf(answer)).toMatchObject({ status: 416, Code: 'InvalidRange', ActualObjectSize: '0' });
  });

  it('takes an object that was not made of parts as its part 1', async () => {
    const answer = await get('?partNumber=1');
    expect(answer.status).toBe(206);
    expect(answer.body.toString()).toBe(BODY);
    expect(errorOf(await get('?partNumber=2'))).toEqual({
      status: 416,
      Code: 'InvalidPartNumber',
      Message: 'The requested partnumber is not satisfiable',
      PartNumberRequested: '2',
      ActualPartCount: '1',
    });
    expect(errorOf(await get('?partNumber=0'))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Part number must be an integer between 1 and 10000, inclusive',
      ArgumentName: 'partNumber',
      ArgumentValue: '0',
    });
    for (const query of ['?partNumber=1', '?partNumber=abc']) {
      expect(errorOf(await get(query, { range: 'bytes=0-1' }))).toEqual({
        status: 400,
        Code: 'InvalidRequest',
        Message: 'Cannot specify both Range header and partNumber query parameter',
      });
    }
  });

  it.each(['', 'DISABLED'])('refuses the checksum mode %j', async (mode) => {
    expect(errorOf(await get('', { 'x-amz-checksum-mode': mode }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Value for x-amz-checksum-mode header is invalid.',
    });
  });

  it('shows the checksum of one part, and of the only one', async () => {
    const asked = { 'x-amz-checksum-mode': 'ENABLED' };
    const single = await get('?partNumber=1', asked);
    expect(single.headers['x-amz-checksum-crc64nvme']).toBe(checksumOf('CRC64NVME', BODY));
    const headers = { 'x-amz-checksum-algorithm': 'SHA256' };
    const uploadId = await createUpload(gateway(), '/photos/parts', headers);
    const contents = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('last')];
    const parts: { number: number; etag: string; more: string }[] = [];
    for (const [index, content] of contents.entries()) {
      const checksum = checksumOf('SHA256', content);
      const number = index + 1;
      const answer = await gateway()
        .send('PUT', `/photos/parts?uploadId=${uploadId}&partNumber=${number}`, {
          body: content,
          headers: { 'x-amz-checksum-sha256': checksum },
        })
        .expect(200);
      const more = `<ChecksumSHA256>${checksum}</ChecksumSHA256>`;
      parts.push({ number, etag: answer.headers['etag'] as string, more });
    }
    const body = completion(parts);
    await gateway().send('POST', `/photos/parts?uploadId=${uploadId}`, { body }).expect(200);
    for (const method of ['GET', 'HEAD']) {
      const answer = await gateway().send(method, '/photos/parts?partNumber=2', { headers: asked });
      expect([answer.status, answer.headers]).toMatchObject([
        206,
        {
          'x-amz-checksum-sha256': checksumOf('SHA256', contents[1] as Buffer),
          'x-amz-checksum-type': 'COMPOSITE',
          'x-amz-mp-parts-count': '2',
          'content-length': '4',
        },
      ]);
    }
  });

  it('lets nobody without a signature set response headers', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::public/*' },
      ],
    };
    await gateway().send('PUT', '/public').expect(200);
    await gateway().send('PUT', '/public/a', { body: BODY }).expect(200);
    await gateway()
      .send('PUT', '/public?policy', { body: JSON.stringify(policy) })
      .expect(204);
    expect((await gateway().send('GET', '/public/a', { as: null })).status).toBe(200);
    const answer = await gateway().send('GET', '/public/a?response-expires=0', { as: null });
    expect(errorOf(answer)).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Request specific response headers cannot be used for anonymous GET requests.',
    });
  });

  const ETAG = `"${md5(BODY)}"`;
  const PAST = 'Tue, 01 Jan 2019 00:00:00 GMT';
  const FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';

  it.each([
    [{ 'if-match': ETAG }, 200],
    [{ 'if-match': `"other", ${ETAG}` }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-none-match': '"other"' }, 200],
    [{ 'if-modified-since': PAST }, 200],
    [{ 'if-unmodified-since': FUTURE }, 200],
    // If-Match decides, and the date does not count (RFC 9110 section 13.2.2).
    [{ 'if-match': ETAG, 'if-unmodified-since': PAST }, 200],
    [{ 'if-none-match': '"other"', 'if-modified-since': FUTURE }, 200],
  ])('answers %j with the object', async (headers, status) => {
    expect((await get('', headers as Record<string, string>)).status).toBe(status);
  });

  it.each([
    [{ 'if-match': '"other"' }, 'If-Match'],
    [{ 'if-unmodified-since': PAST }, 'If-Unmodified-Since'],
  ])('refuses %j', async (headers, condition) => {
    expect(errorOf(await get('', headers as Record<string, string>))).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: condition,
    });
  });

  it.each<Record<string, string>>([
    { 'if-none-match': ETAG },
    { 'if-none-match': '*' },
    { 'if-modified-since': FUTURE },
  ])('answers %j with 304, validators and no body', async (headers) => {
    const answer = await get('', headers);
    expect(answer.status).toBe(304);
    expectIds(answer);
    expect(answer.body).toHaveLength(0);
    expect(ownHeaders(answer)).toEqual({
      etag: ETAG,
      'last-modified': expect.stringMatching(HTTP_DATE),
    });
  });

  it('sets the response headers that the query asks for', async () => {
    const wanted = {
      'cache-control': 'no-store',
      'content-disposition': 'inline; filename="b c"',
      'content-encoding': 'x-other',
      'content-language': 'fr',
      'content-type': 'application/json',
      expires: 'Thu, 01 Dec 1994 16:00:00 GMT',
    };
    const query = Object.entries(wanted).map(
      ([name, value]) => `response-${name}=${encodeURIComponent(value)}`,
    );
    const answer = await get(`?${query.join('&')}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject(wanted);
  });

  it.each(['a%0D%0Aset-cookie:%20b', 'a%0Ab', 'a%00b', '%E2%98%83'])(
    'refuses the response header %s, which would not stay one',
    async (value) => {
      const answer = await get(`?response-content-type=${value}`);
      expect(errorOf(answer)).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message: 'Invalid Argument',
        ArgumentName: 'response-content-type',
      });
      expect(answer.headers).not.toHaveProperty('set-cookie');
    },
  );

  it('says what is missing', async () => {
    expect(errorOf(await gateway().send('GET', '/photos/not-there'))).toEqual({
      status: 404,
      Code: 'NoSuchKey',
      Message: 'The specified key does not exist.',
      Key: 'not-there',
    });
    expect(errorOf(await gateway().send('GET', '/absent/a'))).toEqual({
      status: 404,
      Code: 'NoSuchBucket',
      Message: 'The specified bucket does not exist',
      BucketName: 'absent',
    });
    const absent = '0'.repeat(32);
    expect(errorOf(await get(`?versionId=${absent}`))).toEqual({
      status: 404,
      Code: 'NoSuchVersion',
      Message: 'The specified version does not exist.',
      Key: 'digits',
      VersionId: absent,
    });
    expect((await get('?versionId=null')).status).toBe(200);
  });

  it('gives back metadata beyond ASCII as the bytes that came in', async () => {
    const bytes = Buffer.from('grün', 'utf8').toString('latin1');
    const headers = { 'x-amz-meta-name': bytes };
    await gateway().send('PUT', '/photos/utf8', { body: 'x', headers }).expect(200);
    const answer = await gateway().send('GET', '/photos/utf8').expect(200);
    expect(answer.headers['x-amz-meta-name']).toBe(bytes);
  });
});
