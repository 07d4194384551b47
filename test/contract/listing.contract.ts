import type { ListObjectsInput, ListObjectsResult } from '../../src/backend/model/listing.js';
import { checksumOf } from '../support/object-body.js';
import { type ContractSubject } from './contract-subject.js';

const SEED = Number(process.env['CONTRACT_SEED'] ?? Date.now() % 1_000_000);

type Query = Partial<Pick<ListObjectsInput, 'prefix' | 'delimiter' | 'startAfter' | 'maxKeys'>>;

/** Names that sort differently as files, as folders and in UTF-16. */
const NAMES = [
  'a',
  'a-b',
  'a.b',
  'a0',
  'ab',
  'b c',
  'b+c',
  'b%2Fc',
  'ü',
  '\u{ff5e}',
  '😀',
  'Z',
  '~',
  'x__y',
  '__',
];

function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Files end in `.f`, which no folder does: no key is a folder of another. */
function randomKeys(below: (n: number) => number, count: number): string[] {
  const keys = new Set<string>();
  const name = (): string => NAMES[below(NAMES.length)] as string;
  while (keys.size < count) {
    const folders = Array.from({ length: below(4) }, name);
    keys.add([...folders, `${name()}.f`].join('/'));
  }
  return [...keys];
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The listing in the plainest words: every entry of the bucket, then those behind `startAfter`, then the first ones. */
function model(keys: readonly string[], query: Required<Query>): { entries: string[]; isTruncated: boolean } {
  const { prefix, delimiter, startAfter, maxKeys } = query;
  const entries = new Set<string>();
  for (const key of keys) {
    if (!key.startsWith(prefix) || byBytes(key, startAfter) <= 0) continue;
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = at < 0 ? key : key.slice(0, at + delimiter.length);
    if (at < 0 || entry !== startAfter) entries.add(entry);
  }
  const sorted = [...entries].sort(byBytes);
  return { entries: sorted.slice(0, maxKeys), isTruncated: maxKeys > 0 && sorted.length > maxKeys };
}

export function describeListing(subject: ContractSubject): void {
  const list = (bucket: string, query: Query = {}): Promise<ListObjectsResult> =>
    subject.backend.listObjects({
      bucket,
      prefix: '',
      delimiter: '',
      startAfter: '',
      maxKeys: 1000,
      ...query,
    });

  const entries = (page: ListObjectsResult): string[] =>
    [...page.objects.map((object) => object.key), ...page.commonPrefixes].sort(byBytes);

  const fill = async (keys: readonly string[]): Promise<string> => {
    const bucket = await subject.bucket();
    for (const key of keys) await subject.put(bucket, key, key.endsWith('/') ? '' : key);
    return bucket;
  };

  describe('listObjects', () => {
    it('describes each object', async () => {
      const bucket = await subject.bucket();
      const put = await subject.put(bucket, 'folder/key', 'bytes');
      const { lastModified } = await subject.head(bucket, 'folder/key');
      const page = await list(bucket);
      expect(page).toMatchObject({ commonPrefixes: [], isTruncated: false });
      expect(page.nextStartAfter).toBeUndefined();
      expect(page.objects).toHaveLength(1);
      expect(page.objects[0]).toMatchObject({
        key: 'folder/key',
        size: 5,
        etag: put.etag,
        lastModified,
        storageClass: 'STANDARD',
      });
    });

    it(
      'names the checksum of each object',
      subject.where('metadata', async () => {
        const bucket = await subject.bucket();
        const put = await subject.put(bucket, 'key', 'bytes', { declared: 'SHA256' });
        expect(put.checksum?.value).toBe(checksumOf('SHA256', 'bytes'));
        const [object] = (await list(bucket)).objects;
        expect(object).toMatchObject({ checksumAlgorithm: 'SHA256', checksumType: 'FULL_OBJECT' });
      }),
    );

    it('is empty for an empty bucket, and for no keys at all', async () => {
      const bucket = await subject.bucket();
      const empty = { objects: [], commonPrefixes: [], isTruncated: false };
      expect(await list(bucket)).toMatchObject(empty);
      await subject.put(bucket, 'key', 'x');
      expect(await list(bucket, { maxKeys: 0 })).toMatchObject(empty);
      expect(await list(bucket, { prefix: 'other' })).toMatchObject(empty);
    });

    it('sorts by UTF-8 bytes, where `/` stands between `-` and `0`', async () => {
      const keys = ['a-b', 'a.b', 'a/b', 'a0', 'ab', '\u{ff5e}', '😀'];
      const bucket = await fill(keys.toReversed());
      expect((await list(bucket)).objects.map((object) => object.key)).toEqual(keys);
    });

    it('groups by a delimiter', async () => {
      const bucket = await fill([
        'top',
        'photos/2025/a',
        'photos/2026/a',
        'photos/2026/b',
        'photos/cover',
        'videos/x',
      ]);
      const top = await list(bucket, { delimiter: '/' });
      expect(top.objects.map((object) => object.key)).toEqual(['top']);
      expect(top.commonPrefixes).toEqual(['photos/', 'videos/']);
      const below = await list(bucket, { delimiter: '/', prefix: 'photos/' });
      expect(below.objects.map((object) => object.key)).toEqual(['photos/cover']);
      expect(below.commonPrefixes).toEqual(['photos/2025/', 'photos/2026/']);
      const half = await list(bucket, { delimiter: '/', prefix: 'pho' });
      expect(half.commonPrefixes).toEqual(['photos/']);
    });

    it('groups by delimiters of several characters and by characters of names', async () => {
      const bucket = await fill(['x__y.f', 'x__z/w', 'x_y', 'a/b__c', 'a/bb']);
      const two = await list(bucket, { delimiter: '__' });
      expect(two.commonPrefixes).toEqual(['a/b__', 'x__']);
      expect(two.objects.map((object) => object.key)).toEqual(['a/bb', 'x_y']);
      const letter = await list(bucket, { delimiter: 'b', prefix: 'a/' });
      expect(letter.commonPrefixes).toEqual(['a/b']);
      expect((await list(bucket, { delimiter: '/w' })).commonPrefixes).toEqual(['x__z/w']);
    });

    it(
      'shows an object whose key ends in a slash as key below itself and as prefix above',
      subject.where('directoryObjectsAboveKeys', async () => {
        const bucket = await fill(['folder/', 'folder/file']);
        const above = await list(bucket, { delimiter: '/' });
        expect(entries(above)).toEqual(['folder/']);
        expect(above.commonPrefixes).toEqual(['folder/']);
        const below = await list(bucket, { delimiter: '/', prefix: 'folder/' });
        expect(below.objects.map((object) => object.key)).toEqual(['folder/', 'folder/file']);
        expect(below.commonPrefixes).toEqual([]);
      }),
    );

    it('starts behind a key, within a group, and behind a group', async () => {
      const bucket = await fill(['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd']);
      expect(entries(await list(bucket, { startAfter: 'a/1' }))).toEqual(['a/2', 'b', 'c/1', 'c/2', 'd']);
      expect(entries(await list(bucket, { startAfter: 'bb' }))).toEqual(['c/1', 'c/2', 'd']);
      expect(entries(await list(bucket, { startAfter: 'c/1', delimiter: '/' }))).toEqual(['c/', 'd']);
      expect(entries(await list(bucket, { startAfter: 'c/', delimiter: '/' }))).toEqual(['d']);
      expect(entries(await list(bucket, { startAfter: 'c/2', delimiter: '/' }))).toEqual(['d']);
      expect(entries(await list(bucket, { startAfter: 'a/', prefix: 'a/' }))).toEqual(['a/1', 'a/2']);
      expect(entries(await list(bucket, { startAfter: 'z' }))).toEqual([]);
    });

    it('truncates only when something is left', async () => {
      const bucket = await fill(['a', 'b', 'c']);
      expect(await list(bucket, { maxKeys: 3 })).toMatchObject({ isTruncated: false });
      expect(await list(bucket, { maxKeys: 2 })).toMatchObject({ isTruncated: true, nextStartAfter: 'b' });
      const groups = await fill(['a/1', 'a/2', 'b/1', 'b/2']);
      expect(await list(groups, { maxKeys: 2, delimiter: '/' })).toMatchObject({ isTruncated: false });
      const first = await list(groups, { maxKeys: 1, delimiter: '/' });
      expect(first).toMatchObject({ isTruncated: true, commonPrefixes: ['a/'], nextStartAfter: 'a/' });
    });

    it(`agrees with a model on random trees and queries (CONTRACT_SEED=${SEED})`, async () => {
      const below = random(SEED);
      const keys = randomKeys(below, 120);
      const bucket = await fill(keys);
      const somewhere = (): string => {
        const key = keys[below(keys.length)] as string;
        const characters = Array.from(key);
        return characters.slice(0, below(characters.length + 2)).join('');
      };
      for (let round = 0; round < 300; round++) {
        const query = {
          prefix: below(2) ? somewhere() : '',
          delimiter: ['', '/', '/', '__', 'b', '.f', '😀'][below(7)] as string,
          startAfter: below(2) ? somewhere() : '',
          maxKeys: [1, 2, 7, 1000][below(4)] as number,
        };
        const page = await list(bucket, query);
        const seen = { query, entries: entries(page), isTruncated: page.isTruncated };
        expect(seen).toEqual({ query, ...model(keys, query) });
        expect(page.nextStartAfter).toBe(page.isTruncated ? seen.entries.at(-1) : undefined);
      }
    });

    it.each([
      ['', ''],
      ['/', ''],
      ['/', 'a/'],
      ['__', ''],
    ])(
      `covers all of a tree once, page by page, delimiter '%s' and prefix '%s'`,
      async (delimiter, prefix) => {
        const keys = randomKeys(random(SEED + 1), 60);
        const bucket = await fill(keys);
        const whole = model(keys, { prefix, delimiter, startAfter: '', maxKeys: 1000 }).entries;
        for (const maxKeys of [1, 3, 10]) {
          const seen: string[] = [];
          let startAfter: string | undefined = '';
          for (let pages = 0; startAfter !== undefined && pages <= whole.length; pages++) {
            const page: ListObjectsResult = await list(bucket, { prefix, delimiter, startAfter, maxKeys });
            seen.push(...entries(page));
            startAfter = page.nextStartAfter;
          }
          expect(seen).toEqual(whole);
        }
      },
    );
  });
}
