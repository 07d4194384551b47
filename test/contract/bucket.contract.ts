import { expectCode, OWNER, type ContractSubject } from './contract-subject.js';

export function describeBuckets(subject: ContractSubject): void {
  describe('buckets', () => {
    it('gives back what a bucket was created with', async () => {
      const bucket = subject.bucketName();
      const before = Date.now();
      const created = await subject.backend.createBucket({ bucket, owner: OWNER });
      expect(created).toMatchObject({ name: bucket, owner: OWNER });
      const head = await subject.backend.headBucket(bucket);
      expect(head).toMatchObject({ name: bucket, owner: OWNER });
      expect(Math.abs(head.createdAt.getTime() - before)).toBeLessThan(60_000);
    });

    it('says whose a bucket is that exists already', async () => {
      const bucket = await subject.bucket();
      await expectCode(subject.backend.createBucket({ bucket, owner: OWNER }), 'BucketAlreadyOwnedByYou');
      await expectCode(subject.backend.createBucket({ bucket, owner: 'other' }), 'BucketAlreadyExists');
      expect((await subject.backend.headBucket(bucket)).owner).toBe(OWNER);
    });

    it('lets one of many racing creators win', async () => {
      const bucket = subject.bucketName();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => subject.backend.createBucket({ bucket, owner: `owner-${i}` })),
      );
      const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(winners).toHaveLength(1);
      expect((await subject.backend.headBucket(bucket)).owner).toBe(winners[0]?.owner);
    });

    it('deletes an empty bucket, and no other', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'folder/key', 'x');
      await expectCode(subject.backend.deleteBucket(bucket), 'BucketNotEmpty');
      expect(await subject.text(bucket, 'folder/key')).toBe('x');
      await subject.backend.deleteObject({ bucket, key: 'folder/key' });
      await subject.backend.deleteBucket(bucket);
      await expectCode(subject.backend.headBucket(bucket), 'NoSuchBucket');
      await expectCode(subject.backend.deleteBucket(bucket), 'NoSuchBucket');
    });

    it('starts anew when a deleted bucket is created again', async () => {
      const bucket = await subject.bucket();
      await subject.backend.writeBucketDocument(bucket, 'policy', '{}');
      await subject.backend.deleteBucket(bucket);
      await subject.backend.createBucket({ bucket, owner: 'next' });
      expect(await subject.backend.readBucketDocument(bucket, 'policy')).toBeUndefined();
      expect((await subject.backend.headBucket(bucket)).owner).toBe('next');
    });

    it('changes the owner', async () => {
      const bucket = await subject.bucket();
      await subject.backend.writeBucketDocument(bucket, 'acl', 'kept');
      await subject.backend.changeBucketOwner(bucket, 'heir');
      expect((await subject.backend.headBucket(bucket)).owner).toBe('heir');
      expect(await subject.backend.readBucketDocument(bucket, 'acl')).toBe('kept');
    });

    it('lists by owner and prefix, page by page, in order', async () => {
      const stem = subject.bucketName();
      const names = ['b', 'a', 'd', 'c', 'e'].map((letter) => `${stem}-${letter}`);
      for (const bucket of names) {
        await subject.backend.createBucket({ bucket, owner: bucket.endsWith('c') ? 'another' : stem });
      }
      const page = (startAfter: string | undefined, owner?: string) =>
        subject.backend.listBuckets({ prefix: `${stem}-`, startAfter, owner, maxBuckets: 2 });
      const first = await page(undefined);
      expect(first.buckets.map((bucket) => bucket.name)).toEqual([`${stem}-a`, `${stem}-b`]);
      expect(first.isTruncated).toBe(true);
      const second = await page(`${stem}-b`, stem);
      expect(second.buckets.map((bucket) => bucket.name)).toEqual([`${stem}-d`, `${stem}-e`]);
      expect(second.isTruncated).toBe(false);
      expect(second.buckets[0]?.owner).toBe(stem);
    });

    it('says NoSuchBucket from every method', async () => {
      const bucket = 'no-such-bucket';
      const key = 'key';
      const upload = { bucket, key, uploadId: 'none' };
      const { backend } = subject;
      await expectCode(backend.changeBucketOwner(bucket, 'x'), 'NoSuchBucket');
      await expectCode(backend.readBucketDocument(bucket, 'cors'), 'NoSuchBucket');
      await expectCode(backend.writeBucketDocument(bucket, 'cors', 'x'), 'NoSuchBucket');
      await expectCode(backend.removeBucketDocument(bucket, 'cors'), 'NoSuchBucket');
      await expectCode(subject.put(bucket, key, 'x'), 'NoSuchBucket');
      await expectCode(backend.getObject({ bucket, key }), 'NoSuchBucket');
      await expectCode(backend.headObject({ bucket, key }), 'NoSuchBucket');
      await expectCode(backend.deleteObject({ bucket, key }), 'NoSuchBucket');
      await expectCode(backend.updateObject({ bucket, key }, {}), 'NoSuchBucket');
      await expectCode(subject.keys(bucket), 'NoSuchBucket');
      await expectCode(backend.listParts({ ...upload, partNumberMarker: 0, maxParts: 1 }), 'NoSuchBucket');
      await expectCode(backend.abortMultipartUpload(upload), 'NoSuchBucket');
      await expectCode(backend.completeMultipartUpload({ ...upload, parts: [] }), 'NoSuchBucket');
      const query = { bucket, prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 1 };
      await expectCode(backend.listMultipartUploads(query), 'NoSuchBucket');
      const attributes = { headers: {}, userMetadata: {}, tags: {} };
      await expectCode(
        backend.createMultipartUpload({ bucket, key, attributes, initiator: 'x' }),
        'NoSuchBucket',
      );
    });
  });

  describe('bucket documents', () => {
    it('keeps each document apart and verbatim', async () => {
      const bucket = await subject.bucket();
      const policy = JSON.stringify({ Statement: '€ 😀'.repeat(2000) });
      await subject.backend.writeBucketDocument(bucket, 'policy', policy);
      await subject.backend.writeBucketDocument(bucket, 'cors', '<CORS/>');
      expect(await subject.backend.readBucketDocument(bucket, 'policy')).toBe(policy);
      expect(await subject.backend.readBucketDocument(bucket, 'cors')).toBe('<CORS/>');
      expect(await subject.backend.readBucketDocument(bucket, 'tagging')).toBeUndefined();
    });

    it('replaces and removes a document, and is quiet about one that is not there', async () => {
      const bucket = await subject.bucket();
      await subject.backend.writeBucketDocument(bucket, 'tagging', 'a long first document');
      await subject.backend.writeBucketDocument(bucket, 'tagging', 'second');
      expect(await subject.backend.readBucketDocument(bucket, 'tagging')).toBe('second');
      await subject.backend.removeBucketDocument(bucket, 'tagging');
      await subject.backend.removeBucketDocument(bucket, 'tagging');
      expect(await subject.backend.readBucketDocument(bucket, 'tagging')).toBeUndefined();
    });

    it('stores the documents that come with a new bucket', async () => {
      const bucket = subject.bucketName();
      const documents = { acl: '<ACL/>', ownership: 'BucketOwnerEnforced' } as const;
      await subject.backend.createBucket({ bucket, owner: OWNER, documents });
      expect(await subject.backend.readBucketDocument(bucket, 'acl')).toBe('<ACL/>');
      expect(await subject.backend.readBucketDocument(bucket, 'ownership')).toBe('BucketOwnerEnforced');
    });

    it('loses none of several documents written at once', async () => {
      const bucket = await subject.bucket();
      const names = ['acl', 'cors', 'policy', 'tagging', 'website', 'versioning'] as const;
      await Promise.all(names.map((name) => subject.backend.writeBucketDocument(bucket, name, name)));
      for (const name of names) expect(await subject.backend.readBucketDocument(bucket, name)).toBe(name);
    });
  });
}
