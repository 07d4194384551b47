import { S3Error } from '../../src/errors/s3.error.js';
import { CHECKSUM_ALGORITHMS } from '../../src/checksum/checksum.js';
import { checksumOf, md5, objectBody } from '../support/object-body.js';
import {
  expectCode,
  expectEtag,
  failure,
  patternBytes,
  readAll,
  type ContractSubject,
} from './contract-subject.js';

const ATTRIBUTES = {
  headers: {
    cacheControl: 'no-cache',
    contentDisposition: 'attachment; filename="ü.txt"',
    contentEncoding: 'gzip',
    contentLanguage: 'de',
    contentType: 'text/plain; charset=utf-8',
    expires: 'Thu, 01 Dec 2033 16:00:00 GMT',
    websiteRedirectLocation: '/elsewhere',
  },
  userMetadata: { colour: 'blue', 'with-dash': 'a, b', unicode: 'grün 😀' },
  tags: { team: 'storage', 'a key': 'ä value' },
};

export function describeObjects(subject: ContractSubject): void {
  describe('putObject and getObject', () => {
    it.each([
      ['no bytes', 0],
      ['one byte', 1],
      ['a little over 64 KiB', 65_537],
      ['several MiB', 3 * 1024 * 1024 + 17],
    ])('gives back %s as they came', async (_, size) => {
      const bucket = await subject.bucket();
      const data = patternBytes(size);
      const put = await subject.put(bucket, 'key', data);
      expectEtag(subject, put.etag, md5(data));
      const stored = await subject.backend.getObject({ bucket, key: 'key' });
      expect(stored.info).toMatchObject({ key: 'key', size, etag: put.etag, storageClass: 'STANDARD' });
      expect((await readAll(stored)).equals(data)).toBe(true);
    });

    it('keeps none of the chunks that the body lends', async () => {
      const bucket = await subject.bucket();
      const data = patternBytes(10_000);
      await subject.put(bucket, 'key', data, { body: objectBody(data, { chunkSize: 7 }) });
      expect((await subject.bytes(bucket, 'key')).equals(data)).toBe(true);
    });

    it(
      'keeps headers, user metadata and tags',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'key', 'x', { attributes: ATTRIBUTES });
        expect((await subject.head(bucket, 'key')).attributes).toEqual(ATTRIBUTES);
        const stored = await subject.backend.getObject({ bucket, key: 'key' });
        await stored.close();
        expect(stored.info.attributes).toEqual(ATTRIBUTES);
      }),
    );

    it(
      'has no ceiling for metadata below that of S3',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const attributes = {
          ...ATTRIBUTES,
          userMetadata: { large: 'm'.repeat(2040) },
          tags: Object.fromEntries(
            Array.from({ length: 10 }, (_, i) => [`${i}`.padEnd(128, 'k'), 'ä'.repeat(256)]),
          ),
        };
        await subject.put(bucket, 'key', 'x', { attributes });
        expect((await subject.head(bucket, 'key')).attributes).toEqual(attributes);
      }),
    );

    it(
      'keeps a CRC64NVME when the client declares nothing',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const put = await subject.put(bucket, 'key', 'hello');
        const checksum = {
          algorithm: 'CRC64NVME',
          type: 'FULL_OBJECT',
          value: checksumOf('CRC64NVME', 'hello'),
        };
        expect(put.checksum).toEqual(checksum);
        expect((await subject.head(bucket, 'key')).checksum).toEqual(checksum);
      }),
    );

    it.each(CHECKSUM_ALGORITHMS)('keeps the %s that the client declares', (algorithm) =>
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const put = await subject.put(bucket, 'key', 'hello', { declared: algorithm });
        const checksum = { algorithm, type: 'FULL_OBJECT', value: checksumOf(algorithm, 'hello') };
        expect(put.checksum).toEqual(checksum);
        expect((await subject.head(bucket, 'key')).checksum).toEqual(checksum);
      })(),
    );

    it('replaces an object whole', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', patternBytes(100_000), { attributes: ATTRIBUTES, declared: 'SHA256' });
      const put = await subject.put(bucket, 'key', 'short');
      expect(await subject.text(bucket, 'key')).toBe('short');
      const info = await subject.head(bucket, 'key');
      expect(info).toMatchObject({ size: 5, etag: put.etag });
      expect(info.attributes.userMetadata).toEqual({});
      expect(info.attributes.tags).toEqual({});
    });

    it('reads on from the old object while a new one takes its place', async () => {
      const bucket = await subject.bucket();
      const old = patternBytes(2 * 1024 * 1024, 1);
      await subject.put(bucket, 'key', old);
      const stored = await subject.backend.getObject({ bucket, key: 'key' });
      const reader = stored.read()[Symbol.asyncIterator]();
      const first = await reader.next();
      const chunks: Buffer[] = first.done ? [] : [Buffer.from(first.value)];
      await subject.put(bucket, 'key', patternBytes(2 * 1024 * 1024, 2));
      await subject.backend.deleteObject({ bucket, key: 'key' });
      for (let next = await reader.next(); !next.done; next = await reader.next())
        chunks.push(Buffer.from(next.value));
      expect(Buffer.concat(chunks).equals(old)).toBe(true);
    });

    it('lets readers close early, stop early and come all at once', async () => {
      const bucket = await subject.bucket();
      const data = patternBytes(1024 * 1024);
      await subject.put(bucket, 'key', data);
      const closed = await subject.backend.getObject({ bucket, key: 'key' });
      await closed.close();
      await closed.close();
      const left = await subject.backend.getObject({ bucket, key: 'key' });
      for await (const chunk of left.read()) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      await left.close();
      const all = await Promise.all(Array.from({ length: 8 }, () => subject.bytes(bucket, 'key')));
      expect(all.every((bytes) => bytes.equals(data))).toBe(true);
    });

    it('sets the time of the last change', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', 'x');
      const { lastModified } = await subject.head(bucket, 'key');
      expect(Math.abs(lastModified.getTime() - Date.now())).toBeLessThan(60_000);
    });

    it('takes keys of any characters and of 1,024 bytes', async () => {
      const bucket = await subject.bucket();
      const long = `${'k'.repeat(200)}/`.repeat(6).slice(0, 1024);
      const keys = [
        'per%2Fcent',
        'a+b c',
        'emoji-😀',
        'ÄÖÜ/ß',
        '\u{fffd}',
        'quote\'"',
        'back\\slash',
        '*?[x]',
        long,
      ];
      for (const key of keys) await subject.put(bucket, key, key);
      for (const key of keys) expect(await subject.text(bucket, key)).toBe(key);
      expect((await subject.keys(bucket)).toSorted()).toEqual(keys.toSorted());
    });

    it(
      'takes keys that begin each other',
      subject.where('keyMayBePrefixOfKey', async () => {
        const bucket = await subject.bucket();
        for (const key of ['a', 'a/b', 'a/b/c']) await subject.put(bucket, key, key);
        expect(await subject.keys(bucket)).toEqual(['a', 'a/b', 'a/b/c']);
        expect(await subject.text(bucket, 'a/b')).toBe('a/b');
      }),
    );

    it(
      'takes dots and empty names as parts of keys',
      subject.where('anyPathSegment', async () => {
        const bucket = await subject.bucket();
        const keys = ['../up', './here', '//double', '/leading', 'a/../b'];
        for (const key of keys) await subject.put(bucket, key, key);
        for (const key of keys) expect(await subject.text(bucket, key)).toBe(key);
      }),
    );

    it('takes an empty object whose key ends in a slash', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'folder/', '');
      expect((await subject.head(bucket, 'folder/')).size).toBe(0);
      expect(await subject.keys(bucket)).toEqual(['folder/']);
    });

    it(
      'takes keys below an object whose key ends in a slash',
      subject.where('directoryObjectsAboveKeys', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'folder/', '');
        await subject.put(bucket, 'folder/file', 'x');
        expect((await subject.head(bucket, 'folder/')).size).toBe(0);
        expect(await subject.keys(bucket)).toEqual(['folder/', 'folder/file']);
      }),
    );

    it(
      'takes an object with bytes whose key ends in a slash',
      subject.where('directoryObjectsHoldData', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'folder/', 'bytes');
        expect(await subject.text(bucket, 'folder/')).toBe('bytes');
      }),
    );

    it('says NoSuchKey for what is not there', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'folder/key', 'x');
      for (const key of ['none', 'folder/none', 'folder/key/below', 'folder', 'folder/']) {
        await expectCode(subject.backend.getObject({ bucket, key }), 'NoSuchKey');
        await expectCode(subject.head(bucket, key), 'NoSuchKey');
        await expectCode(subject.backend.updateObject({ bucket, key }, { tags: {} }), 'NoSuchKey');
      }
    });
  });

  describe('ranges', () => {
    const data = patternBytes(300_000);
    it.each([
      [0, 0],
      [0, 299_999],
      [299_999, 299_999],
      [65_535, 65_536],
      [1, 262_144],
      [131_072, 196_607],
    ])('reads bytes %i to %i', async (first, last) => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', data);
      const stored = await subject.backend.getObject({ bucket, key: 'key' });
      const bytes = await readAll(stored, { first, last });
      expect(bytes.equals(data.subarray(first, last + 1))).toBe(true);
    });
  });

  describe('bodies that fail', () => {
    const error = new S3Error('BadDigest');
    it.each([
      ['at once', 0],
      ['midway', 150_000],
      ['after the last byte', 300_000],
    ])('store nothing when they fail %s', async (_, at) => {
      const bucket = await subject.bucket();
      const body = objectBody(patternBytes(300_000), { fail: { at, error } });
      expect(await failure(subject.put(bucket, 'folder/key', '', { body }))).toBe(error);
      await expectCode(subject.head(bucket, 'folder/key'), 'NoSuchKey');
      expect(await subject.keys(bucket)).toEqual([]);
      await subject.backend.deleteBucket(bucket);
    });

    it('leave the old object as it was', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', 'old', { attributes: ATTRIBUTES });
      const before = await subject.head(bucket, 'key');
      const body = objectBody(patternBytes(300_000), { fail: { at: 100_000, error } });
      expect(await failure(subject.put(bucket, 'key', '', { body }))).toBe(error);
      expect(await subject.text(bucket, 'key')).toBe('old');
      expect(await subject.head(bucket, 'key')).toEqual(before);
    });
  });

  describe('deleteObject', () => {
    it('deletes, and is quiet about what is not there', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'folder/a', 'a');
      await subject.put(bucket, 'folder/b', 'b');
      await subject.backend.deleteObject({ bucket, key: 'folder/a' });
      await subject.backend.deleteObject({ bucket, key: 'folder/a' });
      await subject.backend.deleteObject({ bucket, key: 'nowhere/at/all' });
      await subject.backend.deleteObject({ bucket, key: 'folder/b/below' });
      expect(await subject.keys(bucket)).toEqual(['folder/b']);
    });

    it('leaves nothing of an object behind', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'deep/er/key', 'x', { attributes: ATTRIBUTES });
      await subject.backend.deleteObject({ bucket, key: 'deep/er/key' });
      await subject.put(bucket, 'deep', 'now a key itself');
      expect((await subject.head(bucket, 'deep')).attributes.userMetadata).toEqual({});
      await subject.backend.deleteObject({ bucket, key: 'deep' });
      await subject.put(bucket, 'deep/er/key', 'y');
      expect((await subject.head(bucket, 'deep/er/key')).attributes.userMetadata).toEqual({});
    });

    it('is quiet for everyone when many delete the same key at once', async () => {
      const { backend } = subject;
      const bucket = await subject.bucket();
      for (const key of ['alone', 'with/parents']) {
        await subject.put(bucket, key, 'x');
        await Promise.all(Array.from({ length: 8 }, () => backend.deleteObject({ bucket, key })));
        await expectCode(backend.headObject({ bucket, key }), 'NoSuchKey');
      }
    });

    it('deletes an empty object whose key ends in a slash and leaves its neighbours', async () => {
      const bucket = await subject.bucket();
      for (const key of ['folder/', 'other/']) await subject.put(bucket, key, '');
      await subject.backend.deleteObject({ bucket, key: 'folder/' });
      expect(await subject.keys(bucket)).toEqual(['other/']);
    });

    it(
      'leaves an object whose key ends in a slash when the last key below it goes',
      subject.where('directoryObjectsAboveKeys', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'folder/', '');
        await subject.put(bucket, 'folder/file', 'x');
        await subject.backend.deleteObject({ bucket, key: 'folder/file' });
        expect(await subject.keys(bucket)).toEqual(['folder/']);
      }),
    );
  });

  describe('updateObject', () => {
    it(
      'replaces the tags and nothing else',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        await subject.put(bucket, 'key', 'bytes', { attributes: ATTRIBUTES });
        const before = await subject.head(bucket, 'key');
        await subject.backend.updateObject({ bucket, key: 'key' }, { tags: { only: 'one' } });
        const after = await subject.head(bucket, 'key');
        expect(after).toEqual({ ...before, attributes: { ...before.attributes, tags: { only: 'one' } } });
        expect(await subject.text(bucket, 'key')).toBe('bytes');
        await subject.backend.updateObject({ bucket, key: 'key' }, { tags: {} });
        expect((await subject.head(bucket, 'key')).attributes.tags).toEqual({});
        await subject.backend.updateObject({ bucket, key: 'key' }, {});
        expect((await subject.head(bucket, 'key')).attributes.userMetadata).toEqual(ATTRIBUTES.userMetadata);
      }),
    );
  });
}
