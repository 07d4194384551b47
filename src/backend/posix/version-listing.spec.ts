import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { compareUtf8, listPage } from '../model/list-page.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const attributes = { headers: {}, userMetadata: {}, tags: {} };
const versioning = 'Enabled' as const;

/** Of each key how many versions it has, and whether a delete marker is its newest. */
const KEYS: readonly (readonly [key: string, versions: number, marked: boolean])[] = [
  ['a', 1, true],
  ['a-/b', 1, true],
  ['a-/c', 0, true],
  ['a/b', 2, false],
  ['aa', 0, true],
  ['aa/a/b', 1, false],
  ['aa/a-b', 2, true],
  ['aa/b', 1, true],
  ['ab', 1, false],
  ['b/a', 1, true],
  ['b-', 3, false],
  ['b0/a/a', 1, true],
  ['d/v', 2, true],
  ['v/d', 2, false],
  ['é/a', 1, true],
  ['\uFFFD/a', 1, false],
  ['😀/a', 1, true],
  ['😀-', 1, false],
];

let root: string;
let backend: PosixBackend;
/** Newest first. */
const versions: { key: string; versionId: string }[] = [];

beforeAll(async () => {
  root = await mkdtemp(join('/dev/shm', 'glassgate-version-listing-'));
  backend = await PosixBackend.open(Object.assign(new PosixConfig(), { root, durability: 'none' }));
  await backend.createBucket({ bucket, owner: 'me' });
  for (const [key, count, marked] of KEYS.toSorted(([a], [b]) => compareUtf8(a, b))) {
    const made: (string | undefined)[] = [];
    for (let i = 0; i < count; i++) {
      const write = { bucket, key, attributes, versioning, body: objectBody(`${key} ${i}`) };
      made.unshift((await backend.putObject(write)).versionId);
    }
    if (marked) made.unshift((await backend.deleteObject({ bucket, key, versioning })).versionId);
    versions.push(...made.map((versionId) => ({ key, versionId: versionId ?? '' })));
  }
});
afterAll(() => rm(root, { recursive: true }));

const QUERIES = ['', 'a', 'aa/', 'b', 'aa/a', 'a/', 'é', 'd/', '../', '.sgwtmp/'].flatMap((prefix) =>
  ['', '/', '-', 'a/', '/a'].flatMap((delimiter) =>
    ['', 'a', 'aa/', 'aa/a-b', 'b', 'b/', '😀/'].map((keyMarker) => ({ prefix, delimiter, keyMarker })),
  ),
);

describe('VersionListing', () => {
  it('agrees with the pager of sorted versions on every query over a small alphabet', async () => {
    for (const query of QUERIES) {
      const paging = { startAfter: query.keyMarker, maxKeys: 1000 };
      const { items, commonPrefixes } = listPage(versions, ({ key }) => key, { ...query, ...paging });
      const page = await backend.listObjectVersions({
        ...query,
        bucket,
        versionIdMarker: '',
        maxKeys: 1000,
      });
      const found = page.versions.map(({ key, versionId }) => ({ key, versionId }));
      expect({ query, found, commonPrefixes: page.commonPrefixes }).toEqual({
        query,
        found: items,
        commonPrefixes,
      });
    }
  });

  it('goes on behind every version', async () => {
    for (const [index, { key: keyMarker, versionId: versionIdMarker }] of versions.entries()) {
      const markers = { keyMarker, versionIdMarker };
      const query = { bucket, prefix: '', delimiter: '', ...markers, maxKeys: 1 };
      const page = await backend.listObjectVersions(query);
      expect(page.versions).toMatchObject(versions.slice(index + 1, index + 2));
      expect(page.isTruncated).toBe(index + 2 < versions.length);
    }
  });
});
