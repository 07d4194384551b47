import { createHash } from 'node:crypto';
import { S3Error } from '../errors/s3.error.js';
import { closeDigestPool, THREADED_FROM } from './create-digest-set.js';
import { createDigest } from './digest.js';
import { VerifiedBody, type VerifiedBodyOptions } from './verified-body.js';
import type { ChecksumAlgorithm } from './checksum.js';

const BYTES = Buffer.from('The bytes of an upload, in several chunks.');

async function* chunksOf(bytes: Buffer, size = 10): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const bodyOf = (options: Partial<VerifiedBodyOptions> = {}): VerifiedBody =>
  new VerifiedBody({ source: chunksOf(BYTES), size: BYTES.length, ...options });

async function readAll(body: VerifiedBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body.read()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function failure(body: VerifiedBody): Promise<S3Error> {
  const error: unknown = await readAll(body).catch((reason: unknown) => reason);
  if (error instanceof S3Error) return error;
  throw new Error('no S3Error was thrown', { cause: error });
}

const value = (algorithm: ChecksumAlgorithm, bytes = BYTES): string => {
  const digest = createDigest(algorithm);
  digest.update(bytes);
  return digest.digest().toString('base64');
};

const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const OTHER = Buffer.from('other bytes');

afterAll(() => closeDigestPool());

describe('a verified body', () => {
  it('passes its bytes on and computes the MD5 and what was required', async () => {
    const body = bodyOf({ declared: { algorithm: 'CRC32' } });
    body.require('CRC64NVME');
    expect((await readAll(body)).equals(BYTES)).toBe(true);
    expect(body.digests()).toEqual({
      md5: md5(BYTES).toString('hex'),
      checksums: { CRC32: value('CRC32'), CRC64NVME: value('CRC64NVME') },
    });
    expect(body.declared).toBe('CRC32');
  });

  it('may be empty', async () => {
    const body = bodyOf({ source: chunksOf(Buffer.alloc(0)), size: 0 });
    await readAll(body);
    expect(body.digests()).toEqual({ md5: 'd41d8cd98f00b204e9800998ecf8427e', checksums: {} });
  });

  it('ends normally when everything that was said of it is true', async () => {
    const body = bodyOf({
      sha256: sha256(BYTES),
      contentMd5: md5(BYTES),
      declared: { algorithm: 'XXHASH128', fromTrailer: true },
      trailers: new Map([['x-amz-checksum-xxhash128', value('XXHASH128')]]),
    });
    await readAll(body);
    expect(body.digests().checksums).toEqual({ XXHASH128: value('XXHASH128') });
  });

  it('differs from x-amz-content-sha256', async () => {
    const error = await failure(bodyOf({ sha256: sha256(OTHER) }));
    expect(error.code).toBe('XAmzContentSHA256Mismatch');
    expect(error.details).toEqual({
      ClientComputedContentSHA256: sha256(OTHER),
      S3ComputedContentSHA256: sha256(BYTES),
    });
  });

  it('differs from Content-MD5', async () => {
    const error = await failure(bodyOf({ contentMd5: md5(OTHER) }));
    expect(error.code).toBe('BadDigest');
    expect(error.details).toEqual({
      ExpectedDigest: md5(OTHER).toString('hex'),
      CalculatedDigest: md5(BYTES).toString('base64'),
    });
  });

  it('differs from the checksum of the header', async () => {
    const error = await failure(bodyOf({ declared: { algorithm: 'CRC32', value: value('CRC32', OTHER) } }));
    expect(error.code).toBe('BadDigest');
    expect(error.message).toBe('The CRC32 you specified did not match the calculated checksum.');
  });

  describe('with an announced trailer', () => {
    const withTrailers = (...entries: [string, string][]): VerifiedBody =>
      bodyOf({ declared: { algorithm: 'SHA1', fromTrailer: true }, trailers: new Map(entries) });

    it('differs from it', async () => {
      const error = await failure(withTrailers(['x-amz-checksum-sha1', value('SHA1', OTHER)]));
      expect(error.message).toBe('The SHA1 you specified did not match the calculated checksum.');
    });

    it('misses it', async () => {
      expect((await failure(withTrailers())).code).toBe('MalformedTrailerError');
    });

    it('cannot read it', async () => {
      const error = await failure(withTrailers(['x-amz-checksum-sha1', 'short']));
      expect([error.code, error.message]).toEqual([
        'InvalidRequest',
        'Value for x-amz-checksum-sha1 trailing header is invalid.',
      ]);
    });
  });

  it('is shorter than declared', async () => {
    const error = await failure(bodyOf({ size: BYTES.length + 1 }));
    expect(error.code).toBe('IncompleteBody');
    expect(error.details).toEqual({
      NumberBytesExpected: BYTES.length + 1,
      NumberBytesProvided: BYTES.length,
    });
  });

  it('never hands on more bytes than declared', async () => {
    const body = bodyOf({ size: 25 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const chunk of body.read()) seen.push(chunk.length);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'IncompleteBody' });
    expect(seen).toEqual([10, 10]);
  });

  it('has no digests before its end, nor after a failure', async () => {
    const body = bodyOf({ size: 1 });
    expect(() => body.digests()).toThrow('not been read');
    await failure(body);
    expect(() => body.digests()).toThrow('not been read');
  });

  it('is read once, and asked for digests before', async () => {
    const body = bodyOf();
    await readAll(body);
    expect(() => body.require('SHA1')).toThrow('after reading has begun');
    await expect(readAll(body)).rejects.toThrow('read once');
  });

  it('lets go of its source when the reader stops', async () => {
    let released = false;
    const source = (async function* () {
      try {
        yield* chunksOf(BYTES);
      } finally {
        released = true;
      }
    })();
    for await (const _ of bodyOf({ source }).read()) break;
    expect(released).toBe(true);
  });

  it('hands on the error of its source', async () => {
    const source = (async function* () {
      yield BYTES.subarray(0, 5);
      throw new S3Error('SignatureDoesNotMatch');
    })();
    expect((await failure(bodyOf({ source }))).code).toBe('SignatureDoesNotMatch');
  });

  it('is verified in other threads when it is large', async () => {
    const large = Buffer.alloc(THREADED_FROM + 12_345, 'large body ');
    const options = { source: chunksOf(large, 65_536), size: large.length, sha256: sha256(large) };
    const body = bodyOf({ ...options, declared: { algorithm: 'CRC32C', value: value('CRC32C', large) } });
    body.require('CRC64NVME');
    expect((await readAll(body)).equals(large)).toBe(true);
    expect(body.digests()).toEqual({
      md5: md5(large).toString('hex'),
      checksums: { CRC32C: value('CRC32C', large), CRC64NVME: value('CRC64NVME', large) },
    });
    const wrong = bodyOf({ ...options, source: chunksOf(large, 65_536), sha256: sha256(OTHER) });
    expect((await failure(wrong)).code).toBe('XAmzContentSHA256Mismatch');
  });
});
