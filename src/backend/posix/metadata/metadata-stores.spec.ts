import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PosixConfig } from '../../../config/posix.config.js';
import { AsyncFileCalls } from '../io/async-file-calls.js';
import type { FileCalls } from '../io/file-calls.js';
import { SyncFileCalls } from '../io/sync-file-calls.js';
import { createMetadataStore } from './create-metadata-store.js';
import type { MetadataStore, ObjectRecord, RecordTarget } from './metadata-store.js';

const FULL: ObjectRecord = {
  etag: '0123456789abcdef0123456789abcdef-2',
  headers: { contentType: 'text/plain', cacheControl: 'no-cache' },
  userMetadata: { colour: 'grün', ['__proto__']: 'a name like any other' },
  tags: { project: 'ä b' },
  checksum: { algorithm: 'SHA256', type: 'COMPOSITE', value: 'AAAA-2' },
  partCount: 2,
  partSizes: [5_242_880, 7],
  partChecksums: ['AAAA', 'BBBB'],
};

const PARTS = 10_000;

/** The largest object record that S3 allows. */
const HUGE: ObjectRecord = {
  ...FULL,
  userMetadata: { big: 'x'.repeat(2_000) },
  tags: Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`k${index}`.padEnd(128, 'k'), 'v'.repeat(256)]),
  ),
  partCount: PARTS,
  partSizes: Array.from({ length: PARTS }, (_, index) => 5_242_880 + index),
  partNumbers: Array.from({ length: PARTS }, (_, index) => index + 1),
  partChecksums: Array.from({ length: PARTS }, (_, index) => `${index}`.padStart(43, 'A') + '='),
};

describe.each<['xattr' | 'sidecar', string, () => FileCalls]>([
  ['xattr', 'synchronous', () => new SyncFileCalls()],
  ['xattr', 'asynchronous', () => new AsyncFileCalls()],
  ['sidecar', 'synchronous', () => new SyncFileCalls()],
  ['sidecar', 'asynchronous', () => new AsyncFileCalls()],
])('the %s store with %s calls', (metadata, _name, make) => {
  let directory = '';
  let store: MetadataStore;
  const target = (name: string): RecordTarget => ({
    bucket: 'bucket',
    name,
    path: join(directory, 'root/bucket', name),
  });
  const open = (): MetadataStore => {
    const root = join(directory, 'root');
    return createMetadataStore(
      Object.assign(new PosixConfig(), { root, metadata, sidecar: join(directory, 'sidecar') }),
      make(),
    );
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'metadata-store-'));
    await mkdir(join(directory, 'sidecar'));
    await mkdir(join(directory, 'root/bucket/folder'), { recursive: true });
    await writeFile(join(directory, 'root/bucket/key'), '');
    await writeFile(join(directory, 'root/bucket/folder/meta'), '');
    store = open();
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('has no record of a file that was put there by other means, nor of one that is not there', async () => {
    for (const name of ['key', 'missing', 'key/below']) {
      expect(await store.readObject(target(name))).toBeUndefined();
      expect(await store.readPlain(target(name))).toBeUndefined();
    }
    await store.remove(target('missing'));
    await store.remove(target('key'));
  });

  it('gives back what was written, to another process too', async () => {
    await store.writeObject(target('key'), FULL);
    expect(await store.readObject(target('key'), true)).toEqual(FULL);
    expect(await open().readObject(target('key'), true)).toEqual(FULL);
  });

  it('keeps the largest record that S3 allows', async () => {
    await store.writeObject(target('key'), HUGE);
    expect(await open().readObject(target('key'), true)).toEqual(HUGE);
  });

  it('replaces a record whole, and leaves nothing of the old one', async () => {
    await store.writeObject(target('key'), HUGE);
    await store.writeObject(target('key'), { etag: 'new' });
    expect(await store.readObject(target('key'), true)).toEqual({ etag: 'new' });
    expect(await filesBeside(directory, 'key', 'meta')).toHaveLength(metadata === 'sidecar' ? 1 : 0);
  });

  it('leaves nothing beside the file when it is told to remove', async () => {
    await store.writeObject(target('key'), HUGE);
    await store.writeObject(target('folder/meta'), HUGE);
    await store.remove(target('key'));
    await store.remove(target('folder/meta'));
    expect(await filesBeside(directory, 'key', 'meta')).toEqual([]);
  });

  it('tells records of objects and other records apart', async () => {
    await store.writePlain(target('folder'), { initiator: 'me', nested: { list: [1, 'two'] } });
    expect(await store.readPlain(target('folder'))).toEqual({
      initiator: 'me',
      nested: { list: [1, 'two'] },
    });
    expect(await store.readObject(target('folder'))).toBeUndefined();
  });

  it('keeps large documents of a bucket, and of its files apart from them', async () => {
    const documents = { policy: 'p'.repeat(20_480), cors: 'c'.repeat(65_536) };
    await store.writePlain(target(''), { documents });
    await store.writeObject(target('key'), FULL);
    expect(await open().readPlain(target(''))).toEqual({ documents });
  });

  it('keeps records of nested keys with names of its own', async () => {
    await store.writeObject(target('folder/meta'), { etag: 'below' });
    await store.writeObject(target('folder'), { etag: 'above', directoryObject: true });
    expect(await store.readObject(target('folder/meta'))).toEqual({ etag: 'below' });
    expect(await store.readObject(target('folder'))).toEqual({ etag: 'above', directoryObject: true });
  });
});

describe('the sidecar store', () => {
  let directory = '';
  let store: MetadataStore;
  const at = (name: string): RecordTarget => ({ bucket: 'bucket', name, path: '/unused' });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sidecar-'));
    await mkdir(join(directory, 'sidecar'));
    const config = Object.assign(new PosixConfig(), {
      root: '/',
      metadata: 'sidecar',
      sidecar: join(directory, 'sidecar'),
    });
    store = createMetadataStore(config, new SyncFileCalls());
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it.each([
    '../../../escaped',
    '..',
    './x',
    'a//b',
    'x'.repeat(300),
    'meta',
    'a/meta/glassgate',
    '%00',
    'nul\0',
  ])('keeps the record of the hostile name %j inside its directory', async (name) => {
    await store.writeObject(at(name), { etag: name.slice(0, 8) });
    expect(await store.readObject(at(name))).toEqual({ etag: name.slice(0, 8) });
    expect(await readdir(directory)).toEqual(['sidecar']);
    expect(await readdir(join(directory, 'sidecar'))).toEqual(['bucket']);
  });

  it('does not mix up names that need a replacement', async () => {
    const names = ['..', '.', 'a/../b', 'a/b', 'x'.repeat(300), 'x'.repeat(301), 'meta', '%meta'];
    for (const name of names) await store.writeObject(at(name), { etag: name });
    for (const name of names) expect(await store.readObject(at(name))).toEqual({ etag: name });
  });

  it('lets nobody else read the records', async () => {
    await store.writeObject(at('key'), { etag: 'x' });
    expect((await stat(join(directory, 'sidecar/bucket/key/meta/glassgate'))).mode & 0o777).toBe(0o600);
  });

  it('survives writers and removers of neighbours that make and remove the same folders', async () => {
    const work = async (name: string): Promise<void> => {
      for (let round = 0; round < 20; round++) {
        await store.writeObject(at(name), { etag: `${round}` });
        expect(await store.readObject(at(name))).toEqual({ etag: `${round}` });
        await store.remove(at(name));
      }
    };
    await Promise.all(['a/b/one', 'a/b/two', 'a/three'].map(work));
    expect(await readdir(join(directory, 'sidecar'))).toEqual([]);
  });
});

it('keeps nothing in the store that keeps nothing', async () => {
  const store = createMetadataStore(
    Object.assign(new PosixConfig(), { root: '/', metadata: 'none' }),
    new SyncFileCalls(),
  );
  const target = { bucket: 'bucket', name: 'key', path: '/nonexistent' };
  await store.writeObject(target, FULL);
  await store.writePlain(target, { a: 1 });
  expect([await store.readObject(target), await store.readPlain(target)]).toEqual([undefined, undefined]);
  await store.remove(target);
});

/** Files that hold records, wherever a store puts them. */
async function filesBeside(directory: string, ...except: string[]): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const data = join(directory, 'root/bucket');
  return entries
    .filter((entry) => entry.isFile())
    .filter(
      (entry) => ![data, join(data, 'folder')].includes(entry.parentPath) || !except.includes(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}
