import type { ChunkSigning } from '../../src/auth/payload-mode.js';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { deriveSigningKey } from '../../src/auth/sigv4/signing-key.js';
import { errorOf } from '../support/answer.js';
import { encodeAwsChunked } from '../support/chunked-body.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';
import { checksumOf } from '../support/object-body.js';
import { ROOT } from '../support/test-gateway.js';

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

const CHUNKS = [Buffer.alloc(65_536, 'a'), Buffer.alloc(8192, 'b'), Buffer.from('the end')];
const WHOLE = Buffer.concat(CHUNKS);
const CRC32 = checksumOf('CRC32', WHOLE);

interface Upload {
  readonly mode: string;
  readonly chunks?: readonly Buffer[];
  readonly trailers?: readonly string[];
  readonly headers?: Record<string, string>;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: Buffer) => Buffer;
}

describe.each(BACKENDS)('uploads in chunks to %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  const put = (path: string, upload: Upload) => {
    const { mode, chunks = CHUNKS, trailers, tamper = (body: Buffer) => body } = upload;
    const length = chunks.reduce((sum, { length: size }) => sum + size, 0);
    const headers = signRequest({
      method: 'PUT',
      url: `${gateway().url}${path}`,
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(length),
        ...(trailers && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        ...upload.headers,
      },
      payloadHash: mode,
      region: 'us-east-1',
      ...ROOT,
    });
    const signing = mode === UNSIGNED_TRAILER ? undefined : signingOf(headers);
    const body = tamper(encodeAwsChunked(chunks, { signing, trailers }));
    return gateway().send('PUT', path, { headers, body, as: null });
  };

  const expectNothing = async (path: string): Promise<void> => {
    await gateway().send('HEAD', path).expect(404);
  };

  it.each([
    [SIGNED, undefined, undefined],
    [SIGNED_TRAILER, [`x-amz-checksum-crc32:${CRC32}`], CRC32],
    [UNSIGNED_TRAILER, [`x-amz-checksum-crc32:${CRC32}`], CRC32],
  ])('take %s', async (mode, trailers, checksum) => {
    const answer = await put(`/photos/${mode}`, { mode, trailers });
    expect(answer.status).toBe(200);
    const read = await gateway().send('GET', `/photos/${mode}`).expect(200);
    expect(WHOLE.equals(read.body)).toBe(true);
    expect(read.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers['x-amz-checksum-crc32']).toBe(checksum);
  });

  it('keep the codings besides aws-chunked', async () => {
    const headers = { 'content-encoding': 'aws-chunked,gzip' };
    await put('/photos/coded', { mode: SIGNED, headers }).expect(200);
    const read = await gateway().send('HEAD', '/photos/coded').expect(200);
    expect(read.headers['content-encoding']).toBe('gzip');
  });

  it.each([SIGNED, SIGNED_TRAILER])('refuse %s with a changed byte, and store nothing', async (mode) => {
    const trailers = mode === SIGNED ? undefined : [`x-amz-checksum-crc32:${CRC32}`];
    const tamper = (body: Buffer): Buffer => {
      body[body.indexOf('bbbb')] = 0x63;
      return body;
    };
    expect(errorOf(await put('/photos/tampered', { mode, trailers, tamper }))).toMatchObject({
      status: 403,
      Code: 'SignatureDoesNotMatch',
      StringToSign: expect.stringMatching(/^AWS4-HMAC-SHA256-PAYLOAD\n/),
      SignatureProvided: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await expectNothing('/photos/tampered');
  });

  it('refuse a changed trailer by its signature', async () => {
    const trailers = [`x-amz-checksum-crc32:${CRC32}`];
    const tamper = (body: Buffer): Buffer =>
      Buffer.from(body.toString('latin1').replace(CRC32, 'AAAAAA=='), 'latin1');
    expect(errorOf(await put('/photos/trailer', { mode: SIGNED_TRAILER, trailers, tamper }))).toMatchObject({
      status: 403,
      Code: 'SignatureDoesNotMatch',
      StringToSign: expect.stringMatching(/^AWS4-HMAC-SHA256-TRAILER\n/),
    });
    await expectNothing('/photos/trailer');
  });

  it.each([SIGNED_TRAILER, UNSIGNED_TRAILER])('refuse a checksum of other bytes in %s', async (mode) => {
    const trailers = ['x-amz-checksum-crc32:AAAAAA=='];
    expect(errorOf(await put('/photos/checksum', { mode, trailers }))).toEqual({
      status: 400,
      Code: 'BadDigest',
      Message: 'The CRC32 you specified did not match the calculated checksum.',
    });
    await expectNothing('/photos/checksum');
  });

  it.each([
    ['no trailer', []],
    ['another trailer', ['x-amz-checksum-sha1:AAAA']],
    ['two trailers', [`x-amz-checksum-crc32:${CRC32}`, `x-amz-checksum-crc32:${CRC32}`]],
  ])('refuse %s where one was announced', async (_case, trailers) => {
    expect(errorOf(await put('/photos/announced', { mode: UNSIGNED_TRAILER, trailers }))).toEqual({
      status: 400,
      Code: 'MalformedTrailerError',
      Message:
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    });
    await expectNothing('/photos/announced');
  });

  it('refuse signed chunks that are too small, but for the last', async () => {
    const chunks = [Buffer.alloc(8191, 'a'), Buffer.from('b')];
    expect(errorOf(await put('/photos/small', { mode: SIGNED, chunks }))).toMatchObject({
      status: 403,
      Code: 'InvalidChunkSizeError',
      Message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
      BadChunkSize: '8191',
    });
    await expectNothing('/photos/small');
  });

  it.each([
    ['one byte less', WHOLE.length - 1],
    ['one byte more', WHOLE.length + 1],
  ])('refuse %s than there is, and tell both lengths', async (_case, length) => {
    const headers = { 'x-amz-decoded-content-length': String(length) };
    expect(errorOf(await put('/photos/length', { mode: SIGNED, headers }))).toMatchObject({
      status: 400,
      Code: 'IncompleteBody',
      Message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
      NumberBytesExpected: String(length),
      NumberBytesProvided: String(WHOLE.length),
    });
    await expectNothing('/photos/length');
  });

  it('refuse a body that ends within its framing', async () => {
    const tamper = (body: Buffer): Buffer => body.subarray(0, body.length - 40);
    expect(errorOf(await put('/photos/cut', { mode: SIGNED, tamper }))).toMatchObject({
      status: 400,
      Code: 'IncompleteBody',
      Message: 'The request body terminated unexpectedly',
    });
    await expectNothing('/photos/cut');
  });

  it('want to know the length of the bytes', async () => {
    const answer = await gateway().send('PUT', '/photos/unknown', {
      body: 'x',
      payloadHash: UNSIGNED_TRAILER,
    });
    expect(errorOf(answer)).toMatchObject({ status: 411, Code: 'MissingContentLength' });
  });

  it('are not for documents', async () => {
    const answer = await gateway().send('POST', '/photos?delete', { body: 'x', payloadHash: SIGNED });
    expect(errorOf(answer)).toMatchObject({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'The value of x-amz-content-sha256 header is invalid.',
    });
  });

  it('with ECDSA are not served', async () => {
    const payloadHash = 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD';
    expect(errorOf(await gateway().send('PUT', '/photos/ecdsa', { body: 'x', payloadHash }))).toMatchObject({
      status: 501,
      Code: 'NotImplemented',
    });
  });
});

/** What chunk signatures are chained from, of a request that is signed. */
function signingOf(headers: Record<string, string>): ChunkSigning {
  const timestamp = headers['x-amz-date']!;
  const date = timestamp.slice(0, 8);
  return {
    seedSignature: /Signature=(\w+)/.exec(headers['authorization']!)![1]!,
    signingKey: deriveSigningKey(ROOT.secret, date, 'us-east-1'),
    timestamp,
    scope: `${date}/us-east-1/s3/aws4_request`,
  };
}
