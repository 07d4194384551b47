import { createHash, hash } from 'node:crypto';
import { checksumOf, md5 } from '../support/object-body.js';
import { errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const base64Md5 = (text: string): string => createHash('md5').update(text).digest('base64');

describe.each(BACKENDS)('PutObject on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  it('stores the bytes and answers with ETag and CRC64NVME', async () => {
    const answer = await gateway().send('PUT', '/photos/a/first.txt', { body: 'hello' });
    expect(answer.status).toBe(200);
    expectIds(answer);
    expect(ownHeaders(answer)).toEqual({
      etag: `"${md5('hello')}"`,
      'x-amz-checksum-crc64nvme': checksumOf('CRC64NVME', 'hello'),
      'x-amz-checksum-type': 'FULL_OBJECT',
      'content-length': '0',
    });
    const read = await gateway().send('GET', '/photos/a/first.txt').expect(200);
    expect(read.body.toString()).toBe('hello');
  });

  it('replaces an object, its metadata and its tags', async () => {
    await gateway().send('PUT', '/photos/replaced', {
      body: 'one',
      headers: { 'x-amz-meta-a': '1', 'x-amz-tagging': 'a=b', 'content-type': 'text/a' },
    });
    await gateway().send('PUT', '/photos/replaced', { body: 'three' }).expect(200);
    const read = await gateway().send('GET', '/photos/replaced').expect(200);
    expect(read.body.toString()).toBe('three');
    expect(read.headers['content-type']).toBe('binary/octet-stream');
    expect(read.headers).not.toHaveProperty('x-amz-meta-a');
    expect(read.headers).not.toHaveProperty('x-amz-tagging-count');
  });

  it('stores nothing at all as an object of no bytes', async () => {
    const answer = await gateway().send('PUT', '/photos/empty', { headers: { 'content-length': '0' } });
    expect(answer.headers['etag']).toBe(`"${md5('')}"`);
    const read = await gateway().send('GET', '/photos/empty').expect(200);
    expect(read.headers['content-length']).toBe('0');
  });

  it.each(['with space', 'plus+plus', 'häß/ü', 'percent%', '日本', 'a&b=c', "it's", 'tab\tkey'])(
    'keeps the key %j',
    async (key) => {
      const path = `/photos/${encodeURIComponent(key)}`;
      await gateway().send('PUT', path, { body: key }).expect(200);
      const read = await gateway().send('GET', path).expect(200);
      expect(read.body.toString()).toBe(key);
      await gateway().send('DELETE', path).expect(204);
    },
  );

  it('refuses a bucket that is not there', async () => {
    const answer = await gateway().send('PUT', '/absent/a', { body: 'x' });
    expect(errorOf(answer)).toEqual({
      status: 404,
      Code: 'NoSuchBucket',
      Message: 'The specified bucket does not exist',
      BucketName: 'absent',
    });
  });

  it('refuses a Content-MD5 of other bytes, with both digests, and stores nothing', async () => {
    const headers = { 'content-md5': base64Md5('other') };
    const answer = await gateway().send('PUT', '/photos/bad-md5', { body: 'hello', headers });
    expect(errorOf(answer)).toEqual({
      status: 400,
      Code: 'BadDigest',
      Message: 'The Content-MD5 you specified did not match what we received.',
      ExpectedDigest: md5('other'),
      CalculatedDigest: base64Md5('hello'),
    });
    await gateway().send('HEAD', '/photos/bad-md5').expect(404);
  });

  it('accepts the right Content-MD5 and refuses one that is no digest', async () => {
    const good = { 'content-md5': base64Md5('hello') };
    await gateway().send('PUT', '/photos/good-md5', { body: 'hello', headers: good }).expect(200);
    const headers = { 'content-md5': 'nonsense' };
    expect(errorOf(await gateway().send('PUT', '/photos/no-md5', { body: 'hello', headers }))).toEqual({
      status: 400,
      Code: 'InvalidDigest',
      Message: 'The Content-MD5 you specified was invalid.',
      'Content-MD5': 'nonsense',
    });
  });

  it('refuses a body that is not the signed one, and keeps what was there', async () => {
    await gateway().send('PUT', '/photos/kept', { body: 'before' }).expect(200);
    const claimed = hash('sha256', 'other');
    const answer = await gateway().send('PUT', '/photos/kept', { body: 'hello', payloadHash: claimed });
    expect(errorOf(answer)).toEqual({
      status: 400,
      Code: 'XAmzContentSHA256Mismatch',
      Message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      ClientComputedContentSHA256: claimed,
      S3ComputedContentSHA256: hash('sha256', 'hello'),
    });
    const read = await gateway().send('GET', '/photos/kept').expect(200);
    expect(read.body.toString()).toBe('before');
  });

  it.each([
    'CRC32',
    'CRC32C',
    'CRC64NVME',
    'SHA1',
    'SHA256',
    'SHA512',
    'MD5',
    'XXHASH64',
    'XXHASH3',
    'XXHASH128',
  ] as const)('verifies and gives back a %s in the header', async (algorithm) => {
    const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
    const value = checksumOf(algorithm, 'hello');
    const path = `/photos/checksum-${algorithm}`;
    const answer = await gateway().send('PUT', path, { body: 'hello', headers: { [name]: value } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ [name]: value, 'x-amz-checksum-type': 'FULL_OBJECT' });
    const wrong = { [name]: checksumOf(algorithm, 'other') };
    expect(errorOf(await gateway().send('PUT', path, { body: 'hello', headers: wrong }))).toEqual({
      status: 400,
      Code: 'BadDigest',
      Message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
  });

  it('refuses two checksums and malformed ones', async () => {
    const crc32 = checksumOf('CRC32', 'hello');
    const two = { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-sha1': checksumOf('SHA1', 'hello') };
    expect(errorOf(await gateway().send('PUT', '/photos/x', { body: 'hello', headers: two }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
    const malformed = { 'x-amz-checksum-crc32': 'AA==' };
    expect(errorOf(await gateway().send('PUT', '/photos/x', { body: 'hello', headers: malformed }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Value for x-amz-checksum-crc32 header is invalid.',
    });
  });

  it('writes with If-None-Match only where nothing is', async () => {
    const headers = { 'if-none-match': '*' };
    await gateway().send('PUT', '/photos/once', { body: '1', headers }).expect(200);
    expect(errorOf(await gateway().send('PUT', '/photos/once', { body: '2', headers }))).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: 'If-None-Match',
    });
    const read = await gateway().send('GET', '/photos/once');
    expect(read.body.toString()).toBe('1');
  });

  it('lets exactly one of many racing If-None-Match writers win', async () => {
    const headers = { 'if-none-match': '*' };
    const writers = Array.from({ length: 12 }, (_, index) =>
      gateway().send('PUT', '/photos/raced', { body: `writer ${index}`, headers }),
    );
    const statuses = (await Promise.all(writers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 409, 412].includes(status))).toBe(true);
  });

  it('writes with If-Match only over that entity', async () => {
    await gateway().send('PUT', '/photos/matched', { body: 'one' }).expect(200);
    const wrong = { 'if-match': `"${md5('other')}"` };
    expect(errorOf(await gateway().send('PUT', '/photos/matched', { body: 'two', headers: wrong }))).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: 'If-Match',
    });
    const right = { 'if-match': `"${md5('one')}"` };
    await gateway().send('PUT', '/photos/matched', { body: 'two', headers: right }).expect(200);
    const answer = await gateway().send('PUT', '/photos/nothing-there', { body: 'x', headers: right });
    expect(errorOf(answer)).toMatchObject({ status: 404, Code: 'NoSuchKey', Key: 'nothing-there' });
  });

  it('refuses both conditions at once', async () => {
    const headers = { 'if-match': '"a"', 'if-none-match': '*' };
    const answer = await gateway().send('PUT', '/photos/both', { body: 'x', headers });
    expect(errorOf(answer)).toMatchObject({
      status: 501,
      Code: 'NotImplemented',
      Header: 'If-Match,If-None-Match',
    });
  });
});
