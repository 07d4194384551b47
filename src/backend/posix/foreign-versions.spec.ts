import { mkdir, mkdtemp, rename, rm, rmdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const attributes = { headers: {}, userMetadata: {}, tags: {} };
const LONG_AGO = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));

let root: string;
let elsewhere: string;
let backend: PosixBackend;

const open = (options: Partial<PosixConfig> = {}, calls = new SyncFileCalls()): Promise<PosixBackend> =>
  PosixBackend.open(Object.assign(new PosixConfig(), { root, durability: 'none' }, options), { calls });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-foreign-'));
  elsewhere = await mkdtemp(join('/dev/shm', 'glassgate-foreign-'));
  await mkdir(join(root, bucket));
  backend = await open();
});
afterEach(() => Promise.all([root, elsewhere].map((path) => rm(path, { recursive: true }))));

const path = (...names: string[]): string => join(root, bucket, ...names);

async function put(key: string, text: string) {
  const write = { bucket, key, attributes, body: objectBody(text), versioning: 'Enabled' as const };
  return (await backend.putObject(write)).versionId ?? '';
}

const remove = (key: string, versionId?: string) =>
  backend.deleteObject({ bucket, key, versionId, versioning: 'Enabled' });

async function read(key: string, versionId?: string): Promise<string> {
  let text = '';
  for await (const chunk of (await backend.getObject({ bucket, key, versionId })).read())
    text += chunk.toString();
  return text;
}

async function history(key: string): Promise<string[]> {
  const all = { delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
  const { versions } = await backend.listObjectVersions({ ...all, bucket, prefix: key });
  return versions.map(({ versionId }) => versionId);
}

describe('what others do to a directory with versions', () => {
  it('puts an old file over an object: it is the newest version all the same', async () => {
    const first = await put('key', 'one');
    await put('key', 'two');
    await writeFile(path('file'), 'by other means');
    await utimes(path('file'), LONG_AGO, LONG_AGO);
    await rename(path('file'), path('key'));
    const third = await put('key', 'three');
    expect(await history('key')).toEqual([third, 'null', first]);
    await remove('key', third);
    expect(await read('key')).toBe('by other means');
    const marker = (await remove('key')).versionId ?? '';
    expect(await history('key')).toEqual([marker, 'null', first]);
    await remove('key', marker);
    expect(await read('key')).toBe('by other means');
  });

  it('puts another file of the same time in the place of the null version', async () => {
    await writeFile(path('key'), 'one');
    await utimes(path('key'), LONG_AGO, LONG_AGO);
    const versioned = await put('key', 'versioned');
    await writeFile(path('key.new'), 'two');
    await utimes(path('key.new'), LONG_AGO, LONG_AGO);
    await rename(path('key.new'), path('key'));
    const newest = await put('key', 'newest');
    expect(await history('key')).toEqual([newest, 'null']);
    expect(await read('key', 'null')).toBe('two');
    await expect(read('key', versioned)).rejects.toMatchObject({ code: 'NoSuchVersion' });
  });

  it('makes a directory of a key, whose older versions can be removed nevertheless', async () => {
    const ids = [await put('key', 'one'), await put('key', 'two'), await put('key', 'three')];
    await rm(path('key'));
    await mkdir(path('key'));
    await writeFile(path('key/inside'), 'inside');
    expect(await history('key')).toEqual([ids[1], ids[0], 'null']);
    await remove('key', ids[0]);
    await remove('key', ids[1]);
    expect(await history('key')).toEqual(['null']);
    expect(await read('key/inside')).toBe('inside');
  });

  it('puts a directory among the versions, which hides none of them', async () => {
    const ids = [await put('key', 'one'), await put('key', 'two')];
    await mkdir(path('.sgwtmp/versions/key/v', '0'.repeat(32)));
    expect(await history('key')).toEqual([ids[1], ids[0]]);
    await rmdir(path('.sgwtmp/versions/key/v', '0'.repeat(32)));
  });

  it('puts a symbolic link in the place of a key, which shows nothing outside of the bucket', async () => {
    await writeFile(join(elsewhere, 'secret'), 'secret');
    const first = await put('key', 'one');
    await put('key', 'two');
    await rm(path('key'));
    await symlink(join(elsewhere, 'secret'), path('key'));
    await symlink(join(elsewhere, 'secret'), path('.sgwtmp/versions/key/v', '0'.repeat(32)));
    expect(await history('key')).toEqual([first]);
  });

  it('removes a bucket, whose versions elsewhere are not those of a new one', async () => {
    backend = await open({ versioningDir: elsewhere });
    await put('key', 'one');
    await put('key', 'two');
    await rm(path(), { recursive: true });
    await expect(backend.createBucket({ bucket, owner: 'other' })).rejects.toMatchObject({
      code: 'BucketAlreadyExists',
    });
    await rm(join(elsewhere, bucket, 'key/v'), { recursive: true });
    await backend.createBucket({ bucket, owner: 'other' });
    expect(await history('')).toEqual([]);
  });

  it('takes a name while a writer that has kept the object fails: the version is not lost', async () => {
    class Overtaken extends SyncFileCalls {
      armed = false;
      override linkOpenFile(fd: number, to: string): void {
        if (this.armed) {
          this.rename(path('file'), path('key'));
          throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
        }
        super.linkOpenFile(fd, to);
      }
    }
    const calls = new Overtaken();
    backend = await open({}, calls);
    const first = await put('key', 'one');
    await writeFile(path('file'), 'by other means');
    calls.armed = true;
    await expect(put('key', 'two')).rejects.toMatchObject({ code: 'InsufficientStorage' });
    calls.armed = false;
    expect(await read('key')).toBe('by other means');
    expect(await read('key', first)).toBe('one');
  });
});

describe('directories that a writer did not remove who died', () => {
  it('are no groups of versions', async () => {
    await mkdir(path('.sgwtmp/versions/a/d/b/v'), { recursive: true });
    await mkdir(path('.sgwtmp/versions/a-b/v'), { recursive: true });
    const all = { prefix: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
    for (const delimiter of ['', '/', '-', 'a'])
      expect(await backend.listObjectVersions({ ...all, bucket, delimiter })).toEqual({
        versions: [],
        commonPrefixes: [],
        isTruncated: false,
      });
  });
});

describe('a copy of a version that a writer made who died', () => {
  it('does not take the place of what was said of the version since then', async () => {
    backend = await open({ versioningDir: elsewhere });
    const first = await put('key', 'one');
    await put('key', 'two');
    // As it was before the second write got its name.
    const kept = join(elsewhere, bucket, 'key/v', first);
    await remove('key', (await history('key'))[0]);
    await mkdir(join(elsewhere, bucket, 'key/v'), { recursive: true });
    await writeFile(kept, 'one');
    await backend.updateObject({ bucket, key: 'key', versionId: first }, { legalHold: true });
    await put('key', 'three');
    await expect(remove('key', first)).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await read('key', first)).toBe('one');
  });
});

describe.each(['xattr', 'sidecar'] as const)('a request that began before versions, with %s,', (metadata) => {
  const old = { bucket, key: 'key' };

  it('takes away no version that was written meanwhile', async () => {
    backend = await open({ metadata, sidecar: elsewhere });
    await backend.writeBucketDocument(bucket, 'versioning', 'Enabled');
    const first = await put('key', 'one');
    const late = { code: 'OperationAborted' };
    const write = { ...old, attributes, body: objectBody('late') };
    await expect(backend.putObject(write)).rejects.toMatchObject(late);
    await expect(backend.deleteObject(old)).rejects.toMatchObject(late);
    expect(await read('key', first)).toBe('one');
    expect(await history('key')).toEqual([first]);
  });

  it('replaces what only bears the id of a version', async () => {
    backend = await open({ metadata, sidecar: elsewhere });
    await put('key', 'from another bucket');
    await backend.putObject({ ...old, attributes, body: objectBody('new') });
    expect(await read('key')).toBe('new');
    await backend.deleteObject(old);
  });
});
