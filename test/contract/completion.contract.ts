import type { CompleteMultipartUploadInput, UploadRef } from '../../src/backend/model/multipart.js';
import type { ChecksumAlgorithm, ChecksumType } from '../../src/checksum/checksum.js';
import { compositeChecksum } from '../../src/checksum/combine.js';
import { checksumOf, md5, objectBody } from '../support/object-body.js';
import {
  expectCode,
  expectEtag,
  patternBytes,
  readAll,
  s3Failure,
  type ContractSubject,
} from './contract-subject.js';

const MIB = 1024 * 1024;
/** Three parts, the last one small. */
const BYTES = [patternBytes(5 * MIB, 1), patternBytes(5 * MIB + 1, 2), patternBytes(100, 3)];
const ATTRIBUTES = { headers: { contentType: 'video/mp4' }, userMetadata: { a: 'b' }, tags: { t: 'v' } };

const multipartEtag = (parts: readonly Buffer[]): string =>
  `${md5(Buffer.concat(parts.map((part) => Buffer.from(md5(part), 'hex'))))}-${parts.length}`;

type Completion = CompleteMultipartUploadInput;

export function describeCompletion(subject: ContractSubject): void {
  const start = async (key: string, checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType }) => {
    const bucket = await subject.bucket();
    const input = { bucket, key, attributes: ATTRIBUTES, initiator: 'x', checksum };
    return { bucket, key, uploadId: await subject.backend.createMultipartUpload(input) };
  };
  /** Another upload to the same key. */
  const again = async ({ bucket, key }: Pick<UploadRef, 'bucket' | 'key'>): Promise<UploadRef> => {
    const input = { bucket, key, attributes: ATTRIBUTES, initiator: 'x' };
    return { bucket, key, uploadId: await subject.backend.createMultipartUpload(input) };
  };
  const fill = async (
    upload: UploadRef,
    bytes: readonly Buffer[],
    algorithm?: ChecksumAlgorithm,
  ): Promise<Completion> => {
    const parts: Completion['parts'][number][] = [];
    for (const [index, body] of bytes.entries()) {
      const partNumber = index + 1;
      const { etag } = await subject.backend.uploadPart({ ...upload, partNumber, body: objectBody(body) });
      parts.push({
        partNumber,
        etag,
        checksums: algorithm ? { [algorithm]: checksumOf(algorithm, body) } : {},
      });
    }
    return { ...upload, parts };
  };
  const complete = (input: Completion) => subject.backend.completeMultipartUpload(input);

  describe('completeMultipartUpload', () => {
    it('joins the parts', async () => {
      const upload = await start('deep/key');
      const result = await complete(await fill(upload, BYTES));
      const whole = Buffer.concat(BYTES);
      expectEtag(subject, result.etag, multipartEtag(BYTES));
      const info = await subject.head(upload.bucket, upload.key);
      expect(info).toMatchObject({ size: whole.length, etag: result.etag });
      expect((await subject.bytes(upload.bucket, upload.key)).equals(whole)).toBe(true);
      const stored = await subject.backend.getObject(upload);
      const seam = { first: 5 * MIB - 3, last: 5 * MIB + 3 };
      expect((await readAll(stored, seam)).equals(whole.subarray(seam.first, seam.last + 1))).toBe(true);
      await expectCode(
        subject.backend.listParts({ ...upload, partNumberMarker: 0, maxParts: 1 }),
        'NoSuchUpload',
      );
      expect(await subject.keys(upload.bucket)).toEqual(['deep/key']);
    });

    it(
      'gives the object its attributes, a combined CRC64NVME and its table of parts',
      subject.where('metadata', async () => {
        const upload = await start('key');
        const result = await complete(await fill(upload, BYTES));
        const value = checksumOf('CRC64NVME', Buffer.concat(BYTES));
        expect(result.checksum).toEqual({ algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value });
        const info = await subject.backend.headObject({ ...upload, withParts: true });
        expect(info).toMatchObject({ attributes: ATTRIBUTES, checksum: result.checksum, partCount: 3 });
        expect(info.parts?.map(({ partNumber, size }) => [partNumber, size])).toEqual(
          BYTES.map((part, index) => [index + 1, part.length]),
        );
        const opened = await subject.backend.getObject({ ...upload, withParts: true });
        await opened.close();
        expect(opened.info.parts).toEqual(info.parts);
      }),
    );

    it.each<[ChecksumAlgorithm, ChecksumType]>([
      ['CRC32', 'FULL_OBJECT'],
      ['CRC32C', 'FULL_OBJECT'],
      ['CRC64NVME', 'FULL_OBJECT'],
      ['CRC32', 'COMPOSITE'],
      ['SHA256', 'COMPOSITE'],
      ['XXHASH128', 'COMPOSITE'],
    ])('computes %s %s from the parts', (algorithm, type) =>
      subject.where('metadata', async () => {
        const upload = await start('key', { algorithm, type });
        const input = await fill(upload, BYTES, algorithm);
        const values = BYTES.map((part) => checksumOf(algorithm, part));
        const value =
          type === 'COMPOSITE'
            ? compositeChecksum(algorithm, values)
            : checksumOf(algorithm, Buffer.concat(BYTES));
        const result = await complete({ ...input, checksum: { algorithm, type, value } });
        expect(result.checksum).toEqual({ algorithm, type, value });
        const info = await subject.backend.headObject({ ...upload, withParts: true });
        expect(info.checksum).toEqual(result.checksum);
        expect(info.parts?.map((part) => part.checksum)).toEqual(values);
      })(),
    );

    it('takes some of the parts, with gaps, and a part that was replaced', async () => {
      const upload = await start('key');
      const { parts } = await fill(upload, [...BYTES, Buffer.from('left out')]);
      const replaced = Buffer.from('replaced');
      const { etag } = await subject.backend.uploadPart({
        ...upload,
        partNumber: 3,
        body: objectBody(replaced),
      });
      const result = await complete({
        ...upload,
        parts: [parts[0]!, { partNumber: 3, etag, checksums: {} }],
      });
      expectEtag(subject, result.etag, multipartEtag([BYTES[0]!, replaced]));
      const whole = Buffer.concat([BYTES[0]!, replaced]);
      expect((await subject.bytes(upload.bucket, 'key')).equals(whole)).toBe(true);
      if (!subject.backend.capabilities.metadata) return;
      const info = await subject.backend.headObject({ ...upload, withParts: true });
      expect(info.parts?.map((part) => part.partNumber)).toEqual([1, 3]);
    });

    it('takes one part of no bytes', async () => {
      const upload = await start('key');
      await complete(await fill(upload, [Buffer.alloc(0)]));
      expect((await subject.head(upload.bucket, 'key')).size).toBe(0);
    });

    it('replaces the object that was there', async () => {
      const upload = await start('key');
      await subject.put(upload.bucket, 'key', 'old');
      await complete(await fill(upload, [Buffer.from('new')]));
      expect(await subject.text(upload.bucket, 'key')).toBe('new');
    });

    it('answers a repeated call as the first, its condition being fulfilled once', async () => {
      const upload = await start('key');
      const input = { ...(await fill(upload, BYTES)), condition: { ifNoneMatch: '*' } as const };
      const first = await complete(input);
      expect(await complete(input)).toEqual(first);
      expect(await subject.keys(upload.bucket)).toEqual(['key']);
    });

    it('answers all of several concurrent calls alike', async () => {
      const upload = await start('key');
      const input = await fill(upload, BYTES);
      const results = await Promise.all(Array.from({ length: 8 }, () => complete(input)));
      for (const result of results) expect(result).toEqual(results[0]);
      expect((await subject.bytes(upload.bucket, 'key')).equals(Buffer.concat(BYTES))).toBe(true);
    });
  });

  describe('completeMultipartUpload refuses', () => {
    /** Every refusal leaves the upload as it was: the right call still goes through. */
    const refused = async (upload: UploadRef, bad: Completion, good: Completion) => {
      const error = await s3Failure(complete(bad));
      await expectCode(subject.head(upload.bucket, upload.key), 'NoSuchKey');
      await complete(good);
      return error;
    };

    it('parts out of order, or named twice', async () => {
      const upload = await start('key');
      const input = await fill(upload, BYTES);
      const [one, two, three] = input.parts as [
        Completion['parts'][0],
        Completion['parts'][0],
        Completion['parts'][0],
      ];
      await expectCode(complete({ ...upload, parts: [one, one] }), 'InvalidPartOrder');
      const error = await refused(upload, { ...upload, parts: [one, three, two] }, input);
      expect(error.code).toBe('InvalidPartOrder');
    });

    it('parts that are not there, or have another ETag', async () => {
      const upload = await start('key');
      const input = await fill(upload, [Buffer.from('bytes')]);
      const missing = { partNumber: 2, etag: md5('bytes'), checksums: {} };
      const missingError = await s3Failure(complete({ ...upload, parts: [missing] }));
      expect(missingError).toMatchObject({
        code: 'InvalidPart',
        details: { UploadId: upload.uploadId, PartNumber: 2, ETag: md5('bytes') },
      });
      const changed = { ...upload, parts: [{ partNumber: 1, etag: md5('other'), checksums: {} }] };
      expect((await refused(upload, changed, input)).code).toBe('InvalidPart');
    });

    it('small parts before the last', async () => {
      const upload = await start('key');
      const input = await fill(upload, [Buffer.alloc(5 * MIB - 1), Buffer.from('last')]);
      const error = await refused(upload, input, { ...upload, parts: input.parts.slice(1) });
      expect(error).toMatchObject({
        code: 'EntityTooSmall',
        details: {
          ETag: input.parts[0]?.etag,
          MinSizeAllowed: 5 * MIB,
          PartNumber: 1,
          ProposedSize: 5 * MIB - 1,
        },
      });
    });

    it('another size than announced', async () => {
      const upload = await start('key');
      const input = await fill(upload, [Buffer.from('bytes')]);
      const error = await refused(upload, { ...input, objectSize: 6 }, { ...input, objectSize: 5 });
      expect(error.code).toBe('InvalidRequest');
      expect(error.message).toContain('x-amz-mp-object-size');
    });

    it(
      'another checksum type, or another value',
      subject.where('metadata', async () => {
        const upload = await start('key', { algorithm: 'CRC32', type: 'FULL_OBJECT' });
        const input = await fill(upload, [Buffer.from('bytes')], 'CRC32');
        await expectCode(complete({ ...input, checksum: { type: 'COMPOSITE' } }), 'InvalidRequest');
        const value = checksumOf('CRC32', 'other');
        const bad = { ...input, checksum: { algorithm: 'CRC32', value, type: 'FULL_OBJECT' } } as const;
        expect(await refused(upload, bad, input)).toMatchObject({
          code: 'BadDigest',
          message: 'The crc32 you specified did not match the calculated checksum.',
        });
      }),
    );

    it(
      'composite uploads without the checksum of each part, or with a wrong one',
      subject.where('metadata', async () => {
        const upload = await start('key', { algorithm: 'SHA1', type: 'COMPOSITE' });
        const input = await fill(upload, [Buffer.from('bytes')], 'SHA1');
        const [part] = input.parts;
        const wrong = { ...part!, checksums: { SHA1: checksumOf('SHA1', 'other') } };
        await expectCode(complete({ ...upload, parts: [wrong] }), 'InvalidPart');
        const error = await refused(upload, { ...upload, parts: [{ ...part!, checksums: {} }] }, input);
        expect(error.code).toBe('InvalidRequest');
      }),
    );

    it('what the condition forbids', async () => {
      const { bucket, key } = await start('key');
      const { etag } = await subject.put(bucket, key, 'there');
      const upload = await again({ bucket, key });
      const input = await fill(upload, [Buffer.from('new')]);
      await expectCode(complete({ ...input, condition: { ifNoneMatch: '*' } }), 'PreconditionFailed');
      await expectCode(complete({ ...input, condition: { ifMatch: md5('other') } }), 'PreconditionFailed');
      expect(await subject.text(upload.bucket, 'key')).toBe('there');
      await complete({ ...input, condition: { ifMatch: etag } });
      expect(await subject.text(upload.bucket, 'key')).toBe('new');
    });

    it('all but one of two uploads that must not find the key', async () => {
      const first = await start('key');
      const inputs = [await fill(first, BYTES), await fill(await again(first), BYTES)];
      const outcomes = await Promise.allSettled(
        inputs.map((input) => complete({ ...input, condition: { ifNoneMatch: '*' } })),
      );
      expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });

    it('an upload that is not there', async () => {
      const bucket = await subject.bucket();
      const parts = [{ partNumber: 1, etag: md5('x'), checksums: {} }];
      await expectCode(complete({ bucket, key: 'key', uploadId: 'none', parts }), 'NoSuchUpload');
    });
  });
}
