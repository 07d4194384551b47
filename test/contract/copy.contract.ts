import { setTimeout as sleep } from 'node:timers/promises';
import { S3Error } from '../../src/errors/s3.error.js';
import { checksumOf, md5 } from '../support/object-body.js';
import { expectCode, expectEtag, patternBytes, type ContractSubject } from './contract-subject.js';

const ATTRIBUTES = {
  headers: { contentType: 'image/png', cacheControl: 'max-age=1' },
  userMetadata: { colour: 'blue' },
  tags: { team: 'storage' },
};

export function describeCopies(subject: ContractSubject): void {
  describe('copyObject', () => {
    const copy = (bucket: string, from: string, to: string, more: object = {}) =>
      subject.backend.copyObject({
        source: { bucket, key: from },
        destination: { bucket, key: to },
        ...more,
      });

    it('copies the bytes, in a bucket and across buckets', async () => {
      const [bucket, other] = [await subject.bucket(), await subject.bucket()];
      const data = patternBytes(400_000);
      const { etag } = await subject.put(bucket, 'source', data);
      const { versionId, sourceVersionId, ...result } = await copy(bucket, 'source', 'deep/copy');
      expectEtag(subject, result.etag, etag);
      expect([versionId, sourceVersionId]).toEqual([undefined, undefined]);
      expect(await subject.head(bucket, 'deep/copy')).toMatchObject(result);
      await subject.backend.copyObject({
        source: { bucket, key: 'source' },
        destination: { bucket: other, key: 'copy' },
      });
      await subject.backend.deleteObject({ bucket, key: 'source' });
      expect((await subject.bytes(bucket, 'deep/copy')).equals(data)).toBe(true);
      expect((await subject.bytes(other, 'copy')).equals(data)).toBe(true);
    });

    it('refuses a source over the limit that it was given', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'source', '12345');
      await expectCode(copy(bucket, 'source', 'copy', { maxSourceSize: 4 }), 'InvalidRequest');
      await copy(bucket, 'source', 'copy', { maxSourceSize: 5 });
      expect(await subject.text(bucket, 'copy')).toBe('12345');
    });

    it('copies an empty object whose key ends in a slash to any key, and an empty object to such a key', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'folder/', '');
      await copy(bucket, 'folder/', 'file');
      await copy(bucket, 'file', 'other/');
      expect(await subject.keys(bucket)).toEqual(['file', 'folder/', 'other/']);
      expect(await subject.text(bucket, 'file')).toBe('');
    });

    it('copies bytes to a key that ends in a slash, or refuses to lose them', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'file', 'bytes');
      const copied = copy(bucket, 'file', 'folder/');
      if (subject.backend.capabilities.directoryObjectsHoldData) await copied;
      else await expectCode(copied, 'DirectoryObjectContainsData');
      const kept = subject.backend.capabilities.directoryObjectsHoldData ? ['file', 'folder/'] : ['file'];
      expect(await subject.keys(bucket)).toEqual(kept);
    });

    it('gives a copy a life of its own', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'source', 'first');
      await copy(bucket, 'source', 'copy');
      await subject.put(bucket, 'copy', 'changed');
      expect(await subject.text(bucket, 'source')).toBe('first');
    });

    it(
      'takes attributes and checksum along',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'source', 'bytes', { attributes: ATTRIBUTES, declared: 'SHA1' });
        const result = await copy(bucket, 'source', 'copy');
        const info = await subject.head(bucket, 'copy');
        expect(info.attributes).toEqual(ATTRIBUTES);
        expect(info.checksum).toEqual({
          algorithm: 'SHA1',
          type: 'FULL_OBJECT',
          value: checksumOf('SHA1', 'bytes'),
        });
        expect(result.checksum).toEqual(info.checksum);
      }),
    );

    it(
      'replaces metadata and tags, each for itself',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'source', 'bytes', { attributes: ATTRIBUTES });
        const metadata = { headers: { contentType: 'text/html' }, userMetadata: { new: 'one' } };
        await copy(bucket, 'source', 'metadata', { metadata });
        await copy(bucket, 'source', 'tags', { tags: { only: 'this' } });
        expect((await subject.head(bucket, 'metadata')).attributes).toEqual({
          ...metadata,
          tags: ATTRIBUTES.tags,
        });
        expect((await subject.head(bucket, 'tags')).attributes).toEqual({
          ...ATTRIBUTES,
          tags: { only: 'this' },
        });
      }),
    );

    it(
      'copies an object onto itself with new metadata',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const { etag } = await subject.put(bucket, 'key', 'bytes', { attributes: ATTRIBUTES });
        const metadata = { headers: {}, userMetadata: { new: 'one' } };
        const result = await copy(bucket, 'key', 'key', { metadata });
        expect(result.etag).toBe(etag);
        expect(await subject.text(bucket, 'key')).toBe('bytes');
        expect((await subject.head(bucket, 'key')).attributes).toEqual({
          ...metadata,
          tags: ATTRIBUTES.tags,
        });
      }),
    );

    it('gives an object that is copied onto itself a new time of the last change', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', 'bytes');
      const before = await subject.head(bucket, 'key');
      // Clocks of file systems have steps of up to 10 ms.
      await sleep(20);
      const { lastModified } = await copy(bucket, 'key', 'key', {
        metadata: { headers: {}, userMetadata: {} },
      });
      expect(lastModified.getTime()).toBeGreaterThan(before.lastModified.getTime());
      expect((await subject.head(bucket, 'key')).lastModified).toEqual(lastModified);
    });

    it(
      'computes the checksum that is asked for',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const data = patternBytes(300_000);
        await subject.put(bucket, 'source', data);
        const result = await copy(bucket, 'source', 'copy', { checksumAlgorithm: 'SHA256' });
        const checksum = { algorithm: 'SHA256', type: 'FULL_OBJECT', value: checksumOf('SHA256', data) };
        expect(result.checksum).toEqual(checksum);
        expect((await subject.head(bucket, 'copy')).checksum).toEqual(checksum);
        await copy(bucket, 'copy', 'copy', { checksumAlgorithm: 'CRC32' });
        expect((await subject.head(bucket, 'copy')).checksum?.value).toBe(checksumOf('CRC32', data));
        expect((await subject.bytes(bucket, 'copy')).equals(data)).toBe(true);
      }),
    );

    it('replaces what the destination was', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'source', 'short');
      await subject.put(bucket, 'copy', patternBytes(100_000), { attributes: ATTRIBUTES });
      await copy(bucket, 'source', 'copy');
      expect(await subject.text(bucket, 'copy')).toBe('short');
      expect((await subject.head(bucket, 'copy')).attributes.tags).toEqual({});
    });

    it('asks the conditions of the source', async () => {
      const bucket = await subject.bucket();
      const { etag } = await subject.put(bucket, 'source', 'bytes');
      const past = new Date(Date.now() - 3_600_000);
      for (const sourceCondition of [
        { ifMatch: [md5('other')] },
        { ifNoneMatch: [etag] },
        { ifUnmodifiedSince: past },
        { ifModifiedSince: new Date(Date.now() + 3_600_000) },
      ]) {
        await expectCode(copy(bucket, 'source', 'copy', { sourceCondition }), 'PreconditionFailed');
      }
      await expectCode(subject.head(bucket, 'copy'), 'NoSuchKey');
      await copy(bucket, 'source', 'copy', { sourceCondition: { ifMatch: [etag], ifUnmodifiedSince: past } });
      expect(await subject.text(bucket, 'copy')).toBe('bytes');
    });

    it('asks the conditions of the destination, atomically', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'source', 'bytes');
      const condition = { ifNoneMatch: '*' };
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => copy(bucket, 'source', 'copy', { condition })),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect((outcome.reason as S3Error).code).toBe('PreconditionFailed');
      }
    });

    it('says what is not there', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'source', 'bytes');
      await expectCode(copy(bucket, 'none', 'copy'), 'NoSuchKey');
      const destination = { bucket, key: 'copy' };
      const lost = { bucket: 'no-such-bucket', key: 'source' };
      await expectCode(subject.backend.copyObject({ source: lost, destination }), 'NoSuchBucket');
      await expectCode(
        subject.backend.copyObject({ source: { bucket, key: 'source' }, destination: lost }),
        'NoSuchBucket',
      );
    });
  });
}
