import { md5 } from '../support/object-body.js';
import { expectCode, NO_ATTRIBUTES, OWNER, s3Failure, type ContractSubject } from './contract-subject.js';
import { describeVersionListing } from './version-listing.contract.js';
import { describeVersionRaces } from './version-races.contract.js';
import { VersionedBucket } from './versioned-bucket.js';

const KEY = 'folder/key';
const TAGGED = { ...NO_ATTRIBUTES, tags: { state: 'first' } };

/** Opaque, but fit for a URL and a file name. */
const VERSION_ID = /^[\w-]{1,64}$/;

export function describeVersions(subject: ContractSubject): void {
  const open = (versioning?: 'Enabled' | 'Suspended') => VersionedBucket.create(subject, versioning);
  const versioned = (name: string, body: () => Promise<void>): void =>
    it(name, subject.where('versions', body));

  describe('versions of a bucket that enables them', () => {
    versioned('keeps every write as a version of its own', async () => {
      const bucket = await open('Enabled');
      const ids = [await bucket.version(KEY, 'one'), await bucket.version(KEY, 'two')];
      ids.push(await bucket.version(KEY, 'three'));
      for (const id of ids) expect(id).toMatch(VERSION_ID);
      expect(ids).not.toContain('null');
      expect(await bucket.history(KEY)).toEqual([`${ids[2]} latest`, ids[1], ids[0]]);
      expect(await bucket.text(KEY)).toBe('three');
      for (const [index, text] of ['one', 'two', 'three'].entries()) {
        expect(await bucket.text(KEY, ids[index])).toBe(text);
        expect(await bucket.head(KEY, ids[index])).toMatchObject({
          versionId: ids[index],
          size: text.length,
        });
      }
      expect((await bucket.head(KEY)).versionId).toBe(ids[2]);
      expect(await bucket.keys()).toEqual([KEY]);
    });

    versioned('keeps the attributes of each version apart', async () => {
      const bucket = await open('Enabled');
      const first = await bucket.version(KEY, 'one', { attributes: TAGGED });
      const second = await bucket.version(KEY, 'two');
      expect((await bucket.head(KEY, first)).attributes.tags).toEqual({ state: 'first' });
      expect((await bucket.head(KEY, second)).attributes.tags).toEqual({});
      const update = { tags: { state: 'changed' } };
      expect(await bucket.backend.updateObject(bucket.ref(KEY, first), update)).toEqual({ versionId: first });
      expect((await bucket.head(KEY, first)).attributes.tags).toEqual(update.tags);
      expect((await bucket.head(KEY, second)).attributes.tags).toEqual({});
      expect(await bucket.backend.updateObject(bucket.ref(KEY), update)).toEqual({ versionId: second });
      expect((await bucket.head(KEY)).attributes.tags).toEqual(update.tags);
      expect(await bucket.history(KEY)).toEqual([`${second} latest`, first]);
    });

    versioned('calls what was there before the version null', async () => {
      const before = await open();
      expect(await before.put(KEY, 'old')).toBeUndefined();
      expect((await before.head(KEY)).versionId).toBeUndefined();
      const bucket = await before.turn('Enabled');
      expect(await bucket.history(KEY)).toEqual(['null latest']);
      expect((await bucket.head(KEY)).versionId ?? 'null').toBe('null');
      const id = await bucket.version(KEY, 'new');
      expect(await bucket.history(KEY)).toEqual([`${id} latest`, 'null']);
      expect(await bucket.text(KEY, 'null')).toBe('old');
      expect((await bucket.head(KEY, 'null')).versionId ?? 'null').toBe('null');
      expect(await bucket.text(KEY)).toBe('new');
      await bucket.remove(KEY, id);
      expect(await bucket.text(KEY)).toBe('old');
    });

    versioned('says NoSuchVersion of versions that it has not', async () => {
      const bucket = await open('Enabled');
      const gone = await bucket.version(KEY, 'gone');
      await bucket.version(KEY, 'here');
      await bucket.remove(KEY, gone);
      for (const versionId of [gone, 'null', 'no-such-id', '../key']) {
        const error = await s3Failure(bucket.text(KEY, versionId));
        expect(error).toMatchObject({ code: 'NoSuchVersion', details: { Key: KEY, VersionId: versionId } });
        await expectCode(bucket.head(KEY, versionId), 'NoSuchVersion');
        await expectCode(
          bucket.backend.updateObject(bucket.ref(KEY, versionId), { tags: {} }),
          'NoSuchVersion',
        );
      }
      await expectCode(bucket.head('folder/other', gone), 'NoSuchVersion');
      await expectCode(bucket.head('folder/other'), 'NoSuchKey');
    });

    it(
      'keeps the versions of keys that end in a slash',
      subject.where(
        'versions',
        subject.where('directoryObjectVersions', async () => {
          const bucket = await open('Enabled');
          const [first, second] = [await bucket.version('folder/', ''), await bucket.version('folder/', '')];
          expect(await bucket.history('folder/')).toEqual([`${second} latest`, first]);
        }),
      ),
    );
  });

  describe('deletes in a bucket that enables versions', () => {
    versioned('put a delete marker before the versions', async () => {
      const bucket = await open('Enabled');
      const id = await bucket.version(KEY, 'one');
      const marker = await bucket.mark(KEY);
      expect(marker).toMatch(VERSION_ID);
      expect(await bucket.history(KEY)).toEqual([`${marker} marker latest`, id]);
      expect(await bucket.keys()).toEqual([]);
      expect(await bucket.text(KEY, id)).toBe('one');
      const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker };
      for (const read of [bucket.head(KEY), bucket.text(KEY)]) {
        const error = await s3Failure(read);
        expect(error).toMatchObject({ code: 'NoSuchKey', details: { Key: KEY }, headers });
      }
      const asked = await s3Failure(bucket.text(KEY, marker));
      expect(asked).toMatchObject({ code: 'MethodNotAllowed', headers: { ...headers, Allow: 'DELETE' } });
      await expectCode(
        bucket.backend.updateObject(bucket.ref(KEY, marker), { tags: {} }),
        'MethodNotAllowed',
      );
      await expectCode(bucket.backend.updateObject(bucket.ref(KEY), { tags: {} }), 'NoSuchKey');
    });

    versioned('mark a key that never existed, and one that is marked already', async () => {
      const bucket = await open('Enabled');
      const markers = [await bucket.mark(KEY), await bucket.mark(KEY)];
      expect(await bucket.history(KEY)).toEqual([`${markers[1]} marker latest`, `${markers[0]} marker`]);
      const id = await bucket.version(KEY, 'back');
      expect(await bucket.history(KEY)).toEqual([
        `${id} latest`,
        `${markers[1]} marker`,
        `${markers[0]} marker`,
      ]);
      expect(await bucket.text(KEY)).toBe('back');
    });

    versioned('of a version take it for good, and the one before becomes current', async () => {
      const bucket = await open('Enabled');
      const ids: string[] = [];
      for (const text of ['one', 'two', 'three', 'four']) ids.push(await bucket.version(KEY, text));
      const [one, two, three, four] = ids as [string, string, string, string];
      const removed = await bucket.remove(KEY, two);
      expect(removed.versionId).toBe(two);
      expect(removed.deleteMarker ?? false).toBe(false);
      expect(await bucket.history(KEY)).toEqual([`${four} latest`, three, one]);
      await bucket.remove(KEY, four);
      expect(await bucket.history(KEY)).toEqual([`${three} latest`, one]);
      expect(await bucket.text(KEY)).toBe('three');
      expect((await bucket.head(KEY)).versionId).toBe(three);
      await bucket.remove(KEY, three);
      expect(await bucket.text(KEY)).toBe('one');
      await bucket.remove(KEY, one);
      expect(await bucket.history(KEY)).toEqual([]);
      await expectCode(bucket.head(KEY), 'NoSuchKey');
      await bucket.backend.deleteBucket(bucket.name);
    });

    versioned('of a marker bring the object back', async () => {
      const bucket = await open('Enabled');
      const id = await bucket.version(KEY, 'one');
      const [lower, upper] = [await bucket.mark(KEY), await bucket.mark(KEY)];
      expect(await bucket.remove(KEY, upper)).toEqual({ deleteMarker: true, versionId: upper });
      await expectCode(bucket.head(KEY), 'NoSuchKey');
      expect(await bucket.remove(KEY, lower)).toEqual({ deleteMarker: true, versionId: lower });
      expect(await bucket.text(KEY)).toBe('one');
      expect((await bucket.head(KEY)).versionId).toBe(id);
      expect(await bucket.keys()).toEqual([KEY]);
    });

    versioned('leave a marker current when the version below it goes', async () => {
      const bucket = await open('Enabled');
      const id = await bucket.version(KEY, 'one');
      const marker = await bucket.mark(KEY);
      await bucket.remove(KEY, id);
      expect(await bucket.history(KEY)).toEqual([`${marker} marker latest`]);
      await expectCode(bucket.head(KEY), 'NoSuchKey');
    });

    versioned('are quiet about versions that are not there', async () => {
      const bucket = await open('Enabled');
      const id = await bucket.version(KEY, 'one');
      for (const versionId of ['null', 'no-such-id', '../key']) {
        expect((await bucket.remove(KEY, versionId)).deleteMarker ?? false).toBe(false);
        expect((await bucket.remove('folder/other', versionId)).deleteMarker ?? false).toBe(false);
      }
      expect(await bucket.history(KEY)).toEqual([`${id} latest`]);
      expect(await bucket.history('folder/other')).toEqual([]);
    });

    versioned('keep a bucket from being deleted until the last marker has gone', async () => {
      const bucket = await open('Enabled');
      const id = await bucket.version(KEY, 'one');
      const marker = await bucket.mark(KEY);
      await expectCode(bucket.backend.deleteBucket(bucket.name), 'BucketNotEmpty');
      await bucket.remove(KEY, id);
      await expectCode(bucket.backend.deleteBucket(bucket.name), 'BucketNotEmpty');
      await bucket.remove(KEY, marker);
      await bucket.backend.deleteBucket(bucket.name);
      await bucket.backend.createBucket({ bucket: bucket.name, owner: OWNER });
      expect((await bucket.list()).versions).toEqual([]);
    });
  });

  describe('a bucket that suspends versions', () => {
    versioned('writes the null version over and over', async () => {
      const bucket = await open('Suspended');
      expect(await bucket.put(KEY, 'one')).toBe('null');
      expect(await bucket.put(KEY, 'two')).toBe('null');
      expect(await bucket.history(KEY)).toEqual(['null latest']);
      expect(await bucket.text(KEY)).toBe('two');
      expect((await bucket.head(KEY)).versionId).toBe('null');
    });

    versioned('replaces the null version wherever it stands, and no other', async () => {
      const before = await open();
      await before.put(KEY, 'null one');
      const enabled = await before.turn('Enabled');
      const [first, second] = [await enabled.version(KEY, 'one'), await enabled.version(KEY, 'two')];
      const bucket = await enabled.turn('Suspended');
      await bucket.put(KEY, 'null two');
      expect(await bucket.history(KEY)).toEqual(['null latest', second, first]);
      expect(await bucket.text(KEY)).toBe('null two');
      expect(await bucket.text(KEY, 'null')).toBe('null two');
      expect(await bucket.text(KEY, second)).toBe('two');
      expect(await bucket.text(KEY, first)).toBe('one');
      const again = await bucket.turn('Enabled');
      const third = await again.version(KEY, 'three');
      expect(await again.history(KEY)).toEqual([`${third} latest`, 'null', second, first]);
      expect((await again.head(KEY, 'null')).versionId).toBe('null');
    });

    versioned('puts a null marker in place of the null version', async () => {
      const enabled = await open('Enabled');
      const first = await enabled.version(KEY, 'one');
      const bucket = await enabled.turn('Suspended');
      await bucket.put(KEY, 'null one');
      expect(await bucket.remove(KEY)).toEqual({ deleteMarker: true, versionId: 'null' });
      expect(await bucket.history(KEY)).toEqual(['null marker latest', first]);
      const error = await s3Failure(bucket.head(KEY));
      expect(error.headers).toEqual({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'null' });
      await expectCode(bucket.head(KEY, 'null'), 'MethodNotAllowed');
      expect(await bucket.remove(KEY)).toEqual({ deleteMarker: true, versionId: 'null' });
      expect(await bucket.history(KEY)).toEqual(['null marker latest', first]);
      expect(await bucket.remove(KEY, 'null')).toEqual({ deleteMarker: true, versionId: 'null' });
      expect(await bucket.history(KEY)).toEqual([`${first} latest`]);
      expect(await bucket.text(KEY)).toBe('one');
    });

    versioned(
      'keeps the versions below a null marker, and replaces the marker with the next write',
      async () => {
        const enabled = await open('Enabled');
        const [first, second] = [await enabled.version(KEY, 'one'), await enabled.version(KEY, 'two')];
        const bucket = await enabled.turn('Suspended');
        expect(await bucket.mark(KEY)).toBe('null');
        expect(await bucket.history(KEY)).toEqual(['null marker latest', second, first]);
        expect(await bucket.put(KEY, 'again')).toBe('null');
        expect(await bucket.history(KEY)).toEqual(['null latest', second, first]);
        expect(await bucket.text(KEY)).toBe('again');
        expect(await bucket.mark('folder/never')).toBe('null');
        expect(await bucket.history('folder/never')).toEqual(['null marker latest']);
      },
    );
  });

  describe('a bucket that never had versions', () => {
    it('knows the version null and no other', async () => {
      const bucket = await open();
      await bucket.put(KEY, 'one');
      expect(await bucket.text(KEY, 'null')).toBe('one');
      await expectCode(bucket.head(KEY, 'no-such-id'), 'NoSuchVersion');
      expect((await bucket.backend.updateObject(bucket.ref(KEY), { tags: {} })).versionId).toBeUndefined();
      await bucket.remove(KEY, 'no-such-id');
      expect(await bucket.text(KEY)).toBe('one');
      expect((await bucket.remove(KEY)).deleteMarker ?? false).toBe(false);
      await expectCode(bucket.head(KEY), 'NoSuchKey');
    });

    it('loses the object when its version null is deleted', async () => {
      const bucket = await open();
      await bucket.put(KEY, 'one');
      expect((await bucket.remove(KEY, 'null')).deleteMarker ?? false).toBe(false);
      await expectCode(bucket.head(KEY), 'NoSuchKey');
      await bucket.backend.deleteBucket(bucket.name);
    });

    versioned('lists its objects as null versions', async () => {
      const bucket = await open();
      for (const key of ['b', 'a']) await bucket.put(key, 'text');
      const { versions } = await bucket.list();
      expect(versions.map(({ key }) => key)).toEqual(['a', 'b']);
      expect(versions[0]).toMatchObject({
        versionId: 'null',
        isLatest: true,
        isDeleteMarker: false,
        size: 4,
      });
    });
  });

  describe('copies and uploads in a bucket with versions', () => {
    versioned('copy the version that is asked for', async () => {
      const bucket = await open('Enabled');
      const first = await bucket.version(KEY, 'one', { attributes: TAGGED });
      const second = await bucket.version(KEY, 'two');
      const copy = (versionId: string | undefined, key: string) =>
        bucket.backend.copyObject({
          source: bucket.ref(KEY, versionId),
          destination: bucket.ref(key),
          versioning: 'Enabled',
        });
      const copied = await copy(first, 'copy');
      expect(copied.sourceVersionId).toBe(first);
      expect(await bucket.history('copy')).toEqual([`${copied.versionId} latest`]);
      expect(await bucket.text('copy')).toBe('one');
      expect((await bucket.head('copy')).attributes.tags).toEqual({ state: 'first' });
      expect((await copy(undefined, 'copy')).sourceVersionId).toBe(second);
      expect(await bucket.text('copy')).toBe('two');
      const restored = await copy(first, KEY);
      expect(await bucket.text(KEY)).toBe('one');
      expect(await bucket.history(KEY)).toEqual([`${restored.versionId} latest`, second, first]);
      await expectCode(copy('no-such-id', 'copy'), 'NoSuchVersion');
      await bucket.mark(KEY);
      await expectCode(copy(undefined, 'copy'), 'NoSuchKey');
      expect((await copy(second, 'copy')).sourceVersionId).toBe(second);
    });

    versioned('give a completed upload one version, however often it is completed', async () => {
      const bucket = await open('Enabled');
      const first = await bucket.version(KEY, 'one');
      const { backend } = bucket;
      const start = { ...bucket.ref(KEY), attributes: TAGGED, initiator: OWNER };
      const upload = { ...bucket.ref(KEY), uploadId: await backend.createMultipartUpload(start) };
      const source = bucket.ref(KEY, first);
      await bucket.version(KEY, 'two');
      const part = await backend.uploadPartCopy({ ...upload, partNumber: 1, source });
      expect(part.sourceVersionId).toBe(first);
      const parts = [{ partNumber: 1, etag: part.etag, checksums: {} }];
      const complete = () =>
        backend.completeMultipartUpload({ ...upload, parts, versioning: bucket.versioning });
      const { versionId } = await complete();
      expect(versionId).toMatch(VERSION_ID);
      expect((await complete()).versionId).toBe(versionId);
      expect(await bucket.history(KEY)).toHaveLength(3);
      expect(await bucket.head(KEY)).toMatchObject({ versionId, partCount: 1, attributes: TAGGED });
      expect(await bucket.text(KEY)).toBe('one');
      await bucket.version(KEY, 'after');
      const info = await backend.headObject({ ...bucket.ref(KEY, versionId), withParts: true });
      expect(info.parts).toMatchObject([{ partNumber: 1, size: 3 }]);
    });
  });

  describe('conditions in a bucket with versions', () => {
    versioned('look at the current version only', async () => {
      const bucket = await open('Enabled');
      const first = await bucket.version(KEY, 'one');
      await bucket.version(KEY, 'two');
      const put = (condition: object) => bucket.put(KEY, 'x', { condition });
      await expectCode(put({ ifMatch: md5('one') }), 'PreconditionFailed');
      await expectCode(put({ ifNoneMatch: '*' }), 'PreconditionFailed');
      const { etag } = await bucket.head(KEY);
      const removal = { condition: { ifMatch: (await bucket.head(KEY, first)).etag } };
      if (removal.condition.ifMatch !== etag) {
        await expectCode(bucket.remove(KEY, undefined, removal), 'PreconditionFailed');
      }
      expect(await bucket.history(KEY)).toHaveLength(2);
      await put({ ifMatch: etag });
      expect(await bucket.text(KEY)).toBe('x');
      expect(await bucket.history(KEY)).toHaveLength(3);
    });

    versioned('call a delete marker no object', async () => {
      const bucket = await open('Enabled');
      await bucket.version(KEY, 'one');
      const marker = await bucket.mark(KEY);
      await expectCode(bucket.put(KEY, 'x', { condition: { ifMatch: '*' } }), 'NoSuchKey');
      const id = await bucket.version(KEY, 'two', { condition: { ifNoneMatch: '*' } });
      expect((await bucket.history(KEY)).slice(0, 2)).toEqual([`${id} latest`, `${marker} marker`]);
      expect(await bucket.text(KEY)).toBe('two');
    });
  });

  describeVersionListing(subject);
  describeVersionRaces(subject);
}
