import { createHash } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { MIN_PART_SIZE, planCompletion, type StoredPart } from './complete-upload.js';
import type { CompleteMultipartUploadInput, UploadChecksum } from './multipart.js';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const stored = (partNumber: number, size = MIN_PART_SIZE, checksum?: string): StoredPart => ({
  partNumber,
  size,
  etag: md5(`${partNumber}`),
  checksum,
});
const named = (partNumber: number, checksums: object = {}) => ({
  partNumber,
  etag: md5(`${partNumber}`),
  checksums,
});

type Input = Pick<CompleteMultipartUploadInput, 'parts' | 'objectSize' | 'checksum'>;

const plan = (parts: readonly StoredPart[], input: Input, checksum?: UploadChecksum) =>
  planCompletion({ uploadId: 'upload', checksum }, parts, input);

function refusal(parts: readonly StoredPart[], input: Input, checksum?: UploadChecksum): S3Error {
  try {
    plan(parts, input, checksum);
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
}

// CRC32 of `a` and `b`, and of `ab`.
const [CRC_A, CRC_B, CRC_AB] = ['6Le+Qw==', 'cb7v+Q==', 'noNIbQ=='] as const;

describe('planCompletion', () => {
  it('sums sizes and digests the digests of the named parts only', () => {
    const result = plan([stored(3, 10), stored(1), stored(2)], { parts: [named(1), named(3)] });
    expect(result.parts.map((part) => part.partNumber)).toEqual([1, 3]);
    expect(result.size).toBe(MIN_PART_SIZE + 10);
    const raw = Buffer.concat([Buffer.from(md5('1'), 'hex'), Buffer.from(md5('3'), 'hex')]);
    expect(result.etag).toBe(`${createHash('md5').update(raw).digest('hex')}-2`);
    expect(result.checksum).toBeUndefined();
  });

  it('takes 10,000 parts', () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => i + 1);
    const result = plan(
      numbers.map((number) => stored(number)),
      { parts: numbers.map((number) => named(number)) },
    );
    expect(result.etag).toMatch(/-10000$/);
    expect(result.size).toBe(10_000 * MIN_PART_SIZE);
  });

  it('wants ascending numbers', () => {
    expect(refusal([stored(1), stored(2)], { parts: [named(2), named(1)] }).code).toBe('InvalidPartOrder');
    expect(refusal([stored(1)], { parts: [named(1), named(1)] }).code).toBe('InvalidPartOrder');
  });

  it('tells which part is missing, changed or too small', () => {
    const details = { UploadId: 'upload', PartNumber: 2, ETag: md5('2') };
    expect(refusal([stored(1)], { parts: [named(1), named(2)] })).toMatchObject({
      code: 'InvalidPart',
      details,
    });
    const changed = { ...named(1), etag: md5('other') };
    expect(refusal([stored(1)], { parts: [changed] }).code).toBe('InvalidPart');
    expect(refusal([stored(1, 7), stored(2, 1)], { parts: [named(1), named(2)] })).toMatchObject({
      code: 'EntityTooSmall',
      details: { ETag: md5('1'), MinSizeAllowed: 5_242_880, PartNumber: 1, ProposedSize: 7 },
    });
  });

  it('wants the size that was announced', () => {
    expect(refusal([stored(1, 7)], { parts: [named(1)], objectSize: 8 })).toMatchObject({
      code: 'InvalidRequest',
      message: "The provided 'x-amz-mp-object-size' header value 8 does not match what was computed: 7",
    });
    expect(plan([stored(1, 0)], { parts: [named(1)], objectSize: 0 }).size).toBe(0);
  });

  it('wants the checksum mode and algorithm of the upload', () => {
    const input = { parts: [named(1)] };
    const crc32 = { algorithm: 'CRC32', type: 'FULL_OBJECT' } as const;
    expect(refusal([stored(1)], { ...input, checksum: { type: 'COMPOSITE' } }, crc32).message).toBe(
      'The upload was created using the FULL_OBJECT checksum mode. The complete request must use the same checksum mode.',
    );
    const sha1 = { algorithm: 'SHA1', value: 'x' } as const;
    expect(refusal([stored(1)], { ...input, checksum: sha1 }, crc32).message).toBe(
      'Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type: sha1',
    );
    expect(refusal([stored(1)], { ...input, checksum: sha1 }).message).toContain(
      'expected checksum Type: null',
    );
  });

  it('combines full-object checksums and compares the value of the client', () => {
    const crc32 = { algorithm: 'CRC32', type: 'FULL_OBJECT' } as const;
    const parts = [stored(1, 1, CRC_A)];
    const one = plan(parts, { parts: [named(1, { CRC32: CRC_A })] }, crc32);
    expect(one.checksum).toEqual({ ...crc32, value: CRC_A });
    const wrong = { algorithm: 'CRC32', value: CRC_AB } as const;
    expect(refusal(parts, { parts: [named(1)], checksum: wrong }, crc32)).toMatchObject({
      code: 'BadDigest',
      message: 'The crc32 you specified did not match the calculated checksum.',
    });
    expect(refusal(parts, { parts: [named(1, { CRC32: CRC_B })] }, crc32).code).toBe('InvalidPart');
    expect(refusal(parts, { parts: [named(1, { SHA1: 'x' })] }, crc32).code).toBe('InvalidPart');
  });

  it('wants the checksum of each part of a composite upload, whose value may come without its number of parts', () => {
    const composite = { algorithm: 'CRC32', type: 'COMPOSITE' } as const;
    const parts = [stored(1, 1, CRC_A)];
    expect(refusal(parts, { parts: [named(1)] }, composite)).toMatchObject({
      code: 'InvalidRequest',
      message:
        'The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    });
    const input = { parts: [named(1, { CRC32: CRC_A })] };
    const { checksum } = plan(parts, input, composite);
    expect(checksum?.value).toMatch(/^.{8}-1$/);
    for (const value of [checksum!.value, checksum!.value.slice(0, 8)]) {
      expect(plan(parts, { ...input, checksum: { value } }, composite).checksum).toEqual(checksum);
    }
  });
});
