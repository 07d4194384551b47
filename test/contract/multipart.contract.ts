import type { UploadPartInput, UploadRef } from '../../src/backend/model/multipart.js';
import { checksumOf, md5, objectBody } from '../support/object-body.js';
import {
  expectCode,
  failure,
  NO_ATTRIBUTES,
  patternBytes,
  s3Failure,
  type ContractSubject,
} from './contract-subject.js';

export function describeMultipart(subject: ContractSubject): void {
  const start = async (bucket: string, key: string, more: object = {}): Promise<UploadRef> => {
    const input = { bucket, key, attributes: NO_ATTRIBUTES, initiator: 'AKIDINITIATOR', ...more };
    return { bucket, key, uploadId: await subject.backend.createMultipartUpload(input) };
  };
  const part = (
    upload: UploadRef,
    partNumber: number,
    bytes: string | Buffer,
    more: Partial<UploadPartInput> = {},
  ) => subject.backend.uploadPart({ ...upload, partNumber, body: objectBody(bytes), ...more });
  const parts = (upload: UploadRef, partNumberMarker = 0, maxParts = 1000) =>
    subject.backend.listParts({ ...upload, partNumberMarker, maxParts });
  const uploads = (bucket: string, more: object = {}) =>
    subject.backend.listMultipartUploads({
      bucket,
      prefix: '',
      delimiter: '',
      keyMarker: '',
      uploadIdMarker: '',
      maxUploads: 1000,
      ...more,
    });

  describe('uploads and their parts', () => {
    it('are not seen as objects and do not keep a bucket', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'folder/key');
      await part(upload, 1, 'bytes');
      expect(await subject.keys(bucket)).toEqual([]);
      await expectCode(subject.head(bucket, 'folder/key'), 'NoSuchKey');
      await subject.backend.deleteBucket(bucket);
      await expectCode(subject.backend.headBucket(bucket), 'NoSuchBucket');
    });

    it('list what was uploaded, in order of number, page by page', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      for (const number of [10_000, 2, 7, 1]) await part(upload, number, `part ${number}`);
      const all = await parts(upload);
      expect(all.upload).toMatchObject({ ...upload, storageClass: 'STANDARD' });
      expect(all.isTruncated).toBe(false);
      expect(all.parts.map(({ partNumber, size, etag }) => ({ partNumber, size, etag }))).toEqual(
        [1, 2, 7, 10_000].map((partNumber) => ({
          partNumber,
          size: `part ${partNumber}`.length,
          etag: md5(`part ${partNumber}`),
        })),
      );
      const first = await parts(upload, 0, 2);
      expect(first.isTruncated).toBe(true);
      expect(first.parts.map((one) => one.partNumber)).toEqual([1, 2]);
      const second = await parts(upload, 2, 2);
      expect(second.isTruncated).toBe(false);
      expect(second.parts.map((one) => one.partNumber)).toEqual([7, 10_000]);
    });

    it('replace a part of the same number', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      await part(upload, 1, 'a longer first attempt');
      const again = await part(upload, 1, 'second');
      expect(again).toMatchObject({ partNumber: 1, size: 6, etag: md5('second') });
      const listed = await parts(upload);
      expect(listed.parts).toHaveLength(1);
      expect(listed.parts[0]).toMatchObject({ size: 6, etag: md5('second') });
    });

    it('keep the former part when a body fails', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      const error = new Error('the client went away');
      const failing = () => objectBody(patternBytes(200_000), { fail: { at: 100_000, error } });
      expect(await failure(part(upload, 1, '', { body: failing() }))).toBe(error);
      expect((await parts(upload)).parts).toEqual([]);
      await part(upload, 1, 'good');
      expect(await failure(part(upload, 1, '', { body: failing() }))).toBe(error);
      expect((await parts(upload)).parts).toMatchObject([{ size: 4, etag: md5('good') }]);
    });

    it('take parts all at once', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      const numbers = Array.from({ length: 16 }, (_, i) => i + 1);
      await Promise.all(numbers.map((number) => part(upload, number, patternBytes(70_000, number))));
      const listed = await parts(upload);
      expect(listed.parts.map((one) => one.etag)).toEqual(
        numbers.map((number) => md5(patternBytes(70_000, number))),
      );
    });

    it(
      'compute the checksum of the upload for each part and refuse another',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const upload = await start(bucket, 'key', { checksum: { algorithm: 'SHA256', type: 'COMPOSITE' } });
        const checksum = { algorithm: 'SHA256', value: checksumOf('SHA256', 'bytes') };
        expect((await part(upload, 1, 'bytes')).checksum).toEqual(checksum);
        const declared = objectBody('bytes', { declared: 'SHA256' });
        expect((await part(upload, 2, '', { body: declared })).checksum).toEqual(checksum);
        const other = objectBody('bytes', { declared: 'CRC32' });
        expect(await s3Failure(part(upload, 3, '', { body: other }))).toMatchObject({
          code: 'InvalidRequest',
          message:
            'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
        });
        const listed = await parts(upload);
        expect(listed.upload.checksum).toEqual({ algorithm: 'SHA256', type: 'COMPOSITE' });
        expect(listed.parts.map((one) => one.checksum)).toEqual([checksum, checksum]);
      }),
    );

    it('show no checksum that nobody asked for', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      await part(upload, 1, '', { body: objectBody('bytes', { declared: 'SHA1' }) });
      const listed = await parts(upload);
      expect(listed.upload.checksum).toBeUndefined();
      expect(listed.parts[0]?.checksum).toBeUndefined();
    });

    it('are gone when aborted', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      const { etag } = await part(upload, 1, 'bytes');
      await subject.backend.abortMultipartUpload(upload);
      await expectCode(parts(upload), 'NoSuchUpload');
      await expectCode(part(upload, 2, 'x'), 'NoSuchUpload');
      await expectCode(subject.backend.abortMultipartUpload(upload), 'NoSuchUpload');
      const completed = { ...upload, parts: [{ partNumber: 1, etag, checksums: {} }] };
      await expectCode(subject.backend.completeMultipartUpload(completed), 'NoSuchUpload');
      expect((await uploads(bucket)).uploads).toEqual([]);
      await expectCode(subject.head(bucket, 'key'), 'NoSuchKey');
    });

    it('are aborted by whoever knows when they were initiated', async () => {
      const bucket = await subject.bucket();
      const upload = await start(bucket, 'key');
      const { initiated } = (await parts(upload)).upload;
      const wrong = new Date(initiated.getTime() - 5000);
      await expectCode(
        subject.backend.abortMultipartUpload({ ...upload, ifMatchInitiated: wrong }),
        'PreconditionFailed',
      );
      await subject.backend.abortMultipartUpload({ ...upload, ifMatchInitiated: initiated });
      await expectCode(parts(upload), 'NoSuchUpload');
    });

    it('belong to one key and have an id of their own', async () => {
      const bucket = await subject.bucket();
      const [first, second] = [await start(bucket, 'key'), await start(bucket, 'key')];
      expect(first.uploadId).not.toBe(second.uploadId);
      await part(first, 1, 'first');
      expect((await parts(second)).parts).toEqual([]);
      for (const uploadId of ['none', '../..', first.uploadId]) {
        await expectCode(parts({ bucket, key: 'other', uploadId }), 'NoSuchUpload');
      }
    });
  });

  describe('uploadPartCopy', () => {
    it('copies an object or a range of it into a part', async () => {
      const bucket = await subject.bucket();
      const data = patternBytes(300_000);
      await subject.put(bucket, 'source', data);
      const upload = await start(bucket, 'key');
      const source = { bucket, key: 'source' };
      const whole = await subject.backend.uploadPartCopy({ ...upload, partNumber: 1, source });
      expect(whole).toMatchObject({ partNumber: 1, size: 300_000, etag: md5(data) });
      const range = { first: 65_530, last: 131_080 };
      const some = await subject.backend.uploadPartCopy({ ...upload, partNumber: 2, source, range });
      expect(some).toMatchObject({ size: 65_551, etag: md5(data.subarray(65_530, 131_081)) });
      expect((await parts(upload)).parts.map((one) => one.size)).toEqual([300_000, 65_551]);
    });

    it.each(['empty', 'empty/folder/'])('copies the empty object %s', async (key) => {
      const bucket = await subject.bucket();
      await subject.put(bucket, key, '');
      const upload = await start(bucket, 'key');
      const source = { bucket, key };
      const part = await subject.backend.uploadPartCopy({ ...upload, partNumber: 1, source });
      expect(part).toMatchObject({ size: 0, etag: md5('') });
    });

    it('refuses what is not there', async () => {
      const bucket = await subject.bucket();
      const { etag } = await subject.put(bucket, 'source', 'four');
      const upload = await start(bucket, 'key');
      const copy = (more: object) =>
        subject.backend.uploadPartCopy({
          ...upload,
          partNumber: 1,
          source: { bucket, key: 'source' },
          ...more,
        });
      await expectCode(copy({ range: { first: 0, last: 4 } }), 'InvalidArgument');
      await expectCode(copy({ range: { first: 4, last: 4 } }), 'InvalidRequest');
      await expectCode(copy({ source: { bucket, key: 'none' } }), 'NoSuchKey');
      await expectCode(copy({ uploadId: 'none' }), 'NoSuchUpload');
      await expectCode(copy({ sourceCondition: { ifNoneMatch: [etag] } }), 'PreconditionFailed');
      expect((await parts(upload)).parts).toEqual([]);
    });
  });

  describe('listMultipartUploads', () => {
    it('lists by key, then by time, with prefix and delimiter', async () => {
      const bucket = await subject.bucket();
      expect(await uploads(bucket)).toMatchObject({ uploads: [], commonPrefixes: [], isTruncated: false });
      const made: UploadRef[] = [];
      for (const key of ['b/2', 'a', 'b/1', 'a', 'c']) made.push(await start(bucket, key));
      const all = await uploads(bucket);
      expect(all.uploads.map((upload) => upload.key)).toEqual(['a', 'a', 'b/1', 'b/2', 'c']);
      expect(all.uploads.map((upload) => upload.uploadId).toSorted()).toEqual(
        made.map((upload) => upload.uploadId).toSorted(),
      );
      expect((await uploads(bucket, { prefix: 'b' })).uploads).toHaveLength(2);
      const grouped = await uploads(bucket, { delimiter: '/' });
      expect(grouped.uploads.map((upload) => upload.key)).toEqual(['a', 'a', 'c']);
      expect(grouped.commonPrefixes).toEqual(['b/']);
    });

    it.each(['', '/'])("covers all uploads once, page by page, delimiter '%s'", async (delimiter) => {
      const bucket = await subject.bucket();
      for (const key of ['a', 'a', 'a', 'b/1', 'b/1', 'b/2', 'ü/😀', 'z+ %']) await start(bucket, key);
      const all = await uploads(bucket, { delimiter });
      const whole = [...all.uploads.map((upload) => upload.uploadId), ...all.commonPrefixes].toSorted();
      expect(whole).toHaveLength(delimiter ? 6 : 8);
      for (const maxUploads of [1, 2, 5]) {
        const seen: string[] = [];
        let marker: object | undefined = {};
        for (let pages = 0; marker && pages <= whole.length; pages++) {
          const page = await uploads(bucket, { delimiter, maxUploads, ...marker });
          seen.push(...page.uploads.map((upload) => upload.uploadId), ...page.commonPrefixes);
          expect(page.nextKeyMarker === undefined).toBe(!page.isTruncated);
          marker = page.isTruncated
            ? { keyMarker: page.nextKeyMarker, uploadIdMarker: page.nextUploadIdMarker ?? '' }
            : undefined;
        }
        expect(seen.toSorted()).toEqual(whole);
      }
    });
  });
}
