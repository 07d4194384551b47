import { md5 } from '../support/object-body.js';
import { expectCode, expectEtag, OWNER, type ContractSubject } from './contract-subject.js';
import { shortly, VersionedBucket, type VersionQuery } from './versioned-bucket.js';

export function describeVersionListing(subject: ContractSubject): void {
  const open = () => VersionedBucket.create(subject, 'Enabled');
  const versioned = (name: string, body: () => Promise<void>): void =>
    it(name, subject.where('versions', body));
  const row = (key: string, ...entries: string[]): string[] => entries.map((entry) => `${key} ${entry}`);
  const rows = async (bucket: VersionedBucket, query: VersionQuery = {}): Promise<string[]> =>
    (await bucket.list(query)).versions.map((version) => `${version.key} ${shortly(version)}`);

  /** Three keys: of `a/one` a marker over a version, of `a/two` two versions, of `b` one. */
  async function filled() {
    const bucket = await open();
    const one = await bucket.version('a/one', '1');
    const two = await bucket.version('a/two', '2');
    const three = await bucket.version('a/two', '33');
    const b = await bucket.version('b', '4');
    const marker = await bucket.mark('a/one');
    const all = [
      ...row('a/one', `${marker} marker latest`, one),
      ...row('a/two', `${three} latest`, two),
      ...row('b', `${b} latest`),
    ];
    return { bucket, all, ids: { one, marker, two, three, b } };
  }

  describe('listObjectVersions', () => {
    versioned('lists by key, and of each key from the newest to the oldest', async () => {
      const { bucket, all } = await filled();
      expect(await rows(bucket)).toEqual(all);
      expect(await bucket.list()).toMatchObject({ isTruncated: false, commonPrefixes: [] });
      expect(await rows(bucket, { prefix: 'a/t' })).toEqual(all.slice(2, 4));
      expect(await rows(bucket, { prefix: 'c' })).toEqual([]);
      const { objects } = await bucket.backend.listObjects({
        bucket: bucket.name,
        prefix: '',
        delimiter: '/',
        startAfter: '',
        maxKeys: 10,
      });
      expect(objects.map(({ key }) => key)).toEqual(['b']);
    });

    versioned('tells of each version what a listing of objects tells', async () => {
      const { bucket } = await filled();
      const { versions } = await bucket.list();
      const [marker, , large, small] = versions;
      expect(large).toMatchObject({ size: 2, storageClass: 'STANDARD', checksumAlgorithm: 'CRC64NVME' });
      expect(small).toMatchObject({ size: 1, checksumType: 'FULL_OBJECT' });
      expectEtag(subject, large?.etag ?? '', md5('33'));
      expect(marker).toMatchObject({ size: 0, etag: '' });
      for (const { lastModified } of versions) {
        expect(Math.abs(lastModified.getTime() - Date.now())).toBeLessThan(60_000);
      }
    });

    versioned('begins behind a key, or behind a version of it', async () => {
      const { bucket, all, ids } = await filled();
      expect(await rows(bucket, { keyMarker: 'a/one' })).toEqual(all.slice(2));
      const after = (keyMarker: string, versionIdMarker: string, more: VersionQuery = {}) =>
        rows(bucket, { keyMarker, versionIdMarker, ...more });
      expect(await after('a/one', ids.marker)).toEqual(all.slice(1));
      expect(await after('a/one', ids.one)).toEqual(all.slice(2));
      expect(await after('a/two', ids.three)).toEqual(all.slice(3));
      expect(await after('a/two', ids.three, { maxKeys: 1 })).toEqual(all.slice(3, 4));
      expect(await after('a/none', 'null')).toEqual(all.slice(0));
      expect(await after('b', ids.b)).toEqual([]);
      expect(await after('a/two', ids.three, { prefix: 'b' })).toEqual(all.slice(4));
    });

    versioned('goes on with what is older than a version that is gone', async () => {
      const bucket = await open();
      const ids: string[] = [];
      for (const text of ['1', '2', '3', '4']) ids.push(await bucket.version('key', text));
      const [one, two, three, four] = ids as [string, string, string, string];
      await bucket.remove('key', three);
      const after = (versionIdMarker: string) => rows(bucket, { keyMarker: 'key', versionIdMarker });
      expect(await after(three)).toEqual(row('key', two, one));
      await bucket.remove('key', four);
      expect(await after(four)).toEqual(row('key', `${two} latest`, one));
      await bucket.remove('key', one);
      expect(await after(one)).toEqual([]);
    });

    versioned('lets who removes each page see every version', async () => {
      const before = await open();
      for (const text of ['1', '2', '3']) await before.version('key', text);
      await (await before.turn('Suspended')).put('key', 'ends the second page');
      const bucket = await before.turn('Enabled');
      for (const text of ['4', '5', '6']) await bucket.version('key', text);
      let [keyMarker, versionIdMarker, seen] = ['', '', 0];
      for (let more = true; more;) {
        const page = await bucket.list({ keyMarker, versionIdMarker, maxKeys: 2 });
        for (const { key, versionId } of page.versions) await bucket.remove(key, versionId);
        seen += page.versions.length;
        more = page.isTruncated;
        keyMarker = page.nextKeyMarker ?? '';
        versionIdMarker = page.nextVersionIdMarker ?? '';
      }
      expect(seen).toBe(7);
      await bucket.backend.deleteBucket(bucket.name);
    });

    versioned('groups by a delimiter', async () => {
      const { bucket, all, ids } = await filled();
      const grouped = await bucket.list({ delimiter: '/' });
      expect(grouped.commonPrefixes).toEqual(['a/']);
      expect(grouped.versions.map(({ key }) => key)).toEqual(['b']);
      const first = await bucket.list({ delimiter: '/', maxKeys: 1 });
      expect(first).toMatchObject({ commonPrefixes: ['a/'], versions: [], isTruncated: true });
      expect(first.nextKeyMarker).toBe('a/');
      expect(first.nextVersionIdMarker).toBeUndefined();
      const second = await bucket.list({ delimiter: '/', maxKeys: 1, keyMarker: 'a/' });
      expect(second.versions.map(({ key }) => key)).toEqual(['b']);
      expect(second).toMatchObject({ commonPrefixes: [], isTruncated: false });
      expect(await rows(bucket, { delimiter: '/', prefix: 'a/' })).toEqual(all.slice(0, 4));
      const behind = { keyMarker: 'a/two', versionIdMarker: ids.three, delimiter: '/' };
      expect(await rows(bucket, behind)).toEqual(all.slice(4));
      expect(await rows(bucket, { ...behind, prefix: 'a/' })).toEqual(all.slice(3, 4));
    });

    versioned('groups keys of which only markers are left', async () => {
      const bucket = await open();
      await bucket.mark('gone/key');
      expect((await bucket.list({ delimiter: '/' })).commonPrefixes).toEqual(['gone/']);
      const query = { bucket: bucket.name, prefix: '', delimiter: '/', startAfter: '', maxKeys: 10 };
      expect((await bucket.backend.listObjects(query)).commonPrefixes).toEqual([]);
    });

    versioned('gives a page of none when none are wanted', async () => {
      const { bucket, ids } = await filled();
      for (const query of [{}, { keyMarker: 'a/two', versionIdMarker: ids.three }]) {
        const page = await bucket.list({ ...query, maxKeys: 0 });
        expect(page).toMatchObject({ versions: [], commonPrefixes: [], isTruncated: false });
        expect(page.nextKeyMarker).toBeUndefined();
      }
    });

    versioned('says where the next page begins, and not after the last one', async () => {
      const { bucket, ids } = await filled();
      const page = await bucket.list({ maxKeys: 3 });
      expect(page.versions).toHaveLength(3);
      expect(page).toMatchObject({
        isTruncated: true,
        nextKeyMarker: 'a/two',
        nextVersionIdMarker: ids.three,
      });
      const whole = await bucket.list({ maxKeys: 5 });
      expect(whole.isTruncated).toBe(false);
      expect(whole.nextKeyMarker).toBeUndefined();
    });

    versioned('pages through mixed keys the same, however large the pages are', async () => {
      const { bucket } = await filled();
      for (const key of ['ab', 'a/zz/deep', 'ü', '😀', '\u{ff5e}']) {
        await bucket.version(key, key);
        await bucket.mark(key);
        await bucket.version(key, key);
      }
      for (const query of [{}, { delimiter: '/' }, { prefix: 'a' }, { prefix: 'a', delimiter: '/' }]) {
        const flat = (pages: Awaited<ReturnType<typeof bucket.pages>>) =>
          pages.flatMap((page) => [
            ...page.versions.map((version) => `${version.key} ${shortly(version)}`),
            ...page.commonPrefixes,
          ]);
        const whole = flat(await bucket.pages(query));
        for (const maxKeys of [1, 2, 3, 5]) {
          const pages = await bucket.pages({ ...query, maxKeys });
          expect(flat(pages).toSorted()).toEqual(whole.toSorted());
          for (const { versions, commonPrefixes } of pages.slice(0, -1)) {
            expect(versions.length + commonPrefixes.length).toBe(maxKeys);
          }
        }
      }
    });

    versioned('pages through 1,000 versions by seven', async () => {
      const bucket = await open();
      const keys = Array.from({ length: 10 }, (_, i) => `folder/${i}`);
      await Promise.all(
        keys.map(async (key) => {
          for (let i = 0; i < 100; i++) await (i % 10 === 9 ? bucket.mark(key) : bucket.version(key, `${i}`));
        }),
      );
      const whole = await bucket.list();
      expect(whole.versions).toHaveLength(1000);
      expect(whole.isTruncated).toBe(false);
      expect(whole.versions.filter(({ isLatest }) => isLatest)).toHaveLength(10);
      expect(whole.versions.filter(({ isDeleteMarker }) => isDeleteMarker)).toHaveLength(100);
      const pages = await bucket.pages({ maxKeys: 7 });
      expect(pages).toHaveLength(143);
      expect(pages.flatMap(({ versions }) => versions)).toEqual(whole.versions);
    });

    versioned('orders a key with versions against the keys below its name', async () => {
      const bucket = await open();
      const id = await bucket.version('a', 'file');
      const marker = await bucket.mark('a');
      await bucket.version('a/b', 'below');
      await bucket.version('a-b', 'beside');
      const keys = (await bucket.list()).versions.map(({ key }) => key);
      expect(keys).toEqual(['a', 'a', 'a-b', 'a/b']);
      expect(await bucket.keys()).toEqual(['a-b', 'a/b']);
      expect(await bucket.text('a', id)).toBe('file');
      if (bucket.backend.capabilities.keyMayBePrefixOfKey) {
        await bucket.remove('a', marker);
        expect(await bucket.text('a')).toBe('file');
      } else {
        await expectCode(bucket.remove('a', marker), 'ExistingObjectIsDirectory');
        expect(await bucket.history('a')).toEqual([`${marker} marker latest`, id]);
      }
      expect(await bucket.text('a/b')).toBe('below');
    });

    it('says NoSuchBucket', async () => {
      const query = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1 };
      const listing = subject.backend.listObjectVersions({ ...query, bucket: 'no-such-bucket' });
      await expectCode(listing, 'NoSuchBucket');
    });

    versioned('lists no uploads in progress', async () => {
      const bucket = await open();
      const attributes = { headers: {}, userMetadata: {}, tags: {} };
      await bucket.backend.createMultipartUpload({ ...bucket.ref('key'), attributes, initiator: OWNER });
      expect((await bucket.list()).versions).toEqual([]);
    });
  });
}
