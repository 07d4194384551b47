import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import type { ObjectLock } from '../model/object-lock.js';
import type { PutObjectInput } from '../model/object.js';
import { PosixBackend } from './posix.backend.js';

const bucket = 'bucket';
const NO_ATTRIBUTES = { headers: {}, userMetadata: {}, tags: {} };
const LONG_AGO = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));

let root: string;
let elsewhere: string;
let backend: PosixBackend;

const open = (options: Partial<PosixConfig> = {}): Promise<PosixBackend> =>
  PosixBackend.open(Object.assign(new PosixConfig(), { root, durability: 'full' }, options));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-versions-'));
  elsewhere = await mkdtemp(join('/dev/shm', 'glassgate-versions-'));
  await mkdir(join(root, bucket));
  backend = await open();
});
afterEach(() => Promise.all([root, elsewhere].map((path) => rm(path, { recursive: true }))));

const path = (...names: string[]): string => join(root, bucket, ...names);

async function put(key: string, text: string, more: Partial<PutObjectInput> = {}): Promise<string> {
  const write = { bucket, key, attributes: NO_ATTRIBUTES, body: objectBody(text) };
  return (await backend.putObject({ ...write, versioning: 'Enabled', ...more })).versionId ?? '';
}

const remove = (key: string, versionId?: string) =>
  backend.deleteObject({ bucket, key, versionId, versioning: 'Enabled' });

async function read(key: string, versionId?: string): Promise<string> {
  let text = '';
  for await (const chunk of (await backend.getObject({ bucket, key, versionId })).read())
    text += chunk.toString();
  return text;
}

async function history(key: string, markers = { keyMarker: '', versionIdMarker: '' }): Promise<string[]> {
  const page = await backend.listObjectVersions({
    bucket,
    prefix: key,
    delimiter: '',
    maxKeys: 1000,
    ...markers,
  });
  return page.versions.map(({ versionId }) => versionId);
}

const files = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('versions in a directory', () => {
  it('are the files that they were, under a hidden name', async () => {
    const first = await put('a/b', 'one');
    const { ino } = await stat(path('a/b'));
    await put('a/b', 'two');
    const kept = path('.sgwtmp/versions/a/d/b/v', first);
    expect((await stat(kept)).ino).toBe(ino);
    expect(await files(path('a'))).toEqual(['b']);
    await remove('a/b', (await history('a/b'))[0]);
    expect((await stat(path('a/b'))).ino).toBe(ino);
    expect(await readdir(path('.sgwtmp/versions'))).toEqual([]);
  });

  it('stand where the operator wants them', async () => {
    backend = await open({ versioningDir: elsewhere });
    const first = await put('a/b', 'one');
    const before = await backend.headObject({ bucket, key: 'a/b' });
    await put('a/b', 'two');
    expect(await files(join(elsewhere, bucket))).toEqual([first]);
    expect(await backend.headObject({ bucket, key: 'a/b', versionId: first })).toEqual(before);
    await remove('a/b', (await history('a/b'))[0]);
    expect(await backend.headObject({ bucket, key: 'a/b' })).toEqual(before);
    expect(await read('a/b')).toBe('one');
    expect(await files(elsewhere)).toEqual([]);
  });

  it('never stand among the buckets', async () => {
    for (const versioningDir of [root, path(), tmpdir()])
      await expect(open({ versioningDir })).rejects.toThrow('must not be inside of each other');
  });

  it('begin with a file that was put there by other means', async () => {
    await mkdir(path('folder'));
    await writeFile(path('folder/file'), 'by other means');
    await utimes(path('folder/file'), LONG_AGO, LONG_AGO);
    const before = await backend.headObject({ bucket, key: 'folder/file' });
    const id = await put('folder/file', 'new');
    expect(await history('folder/file')).toEqual([id, 'null']);
    const versionId = 'null';
    expect(await backend.headObject({ bucket, key: 'folder/file', versionId })).toEqual({
      ...before,
      versionId,
    });
    expect(await read('folder/file', 'null')).toBe('by other means');
  });

  it('keep what a symbolic link showed, and leave what it leads to', async () => {
    await writeFile(path('target'), 'behind the link');
    await mkdir(path('folder'));
    await symlink('../target', path('folder/link'));
    const id = await put('folder/link', 'new');
    expect(await history('folder/link')).toEqual([id, 'null']);
    expect(await read('folder/link', 'null')).toBe('behind the link');
    expect(await read('target')).toBe('behind the link');
  });

  it('show nothing outside of the bucket', async () => {
    await mkdir(join(root, '.outside'));
    await writeFile(join(root, '.outside', 'secret'), 'secret');
    await put('out/secret', 'inside');
    await remove('out/secret');
    await symlink(join(root, '.outside'), path('out'));
    await expect(read('out/secret', 'null')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await history('out/secret')).toHaveLength(2);
    expect(await history('', { keyMarker: 'out/secret', versionIdMarker: 'null' })).toEqual([]);
  });

  it('take attributes of any size along, and leave nothing of them', async () => {
    const userMetadata = { large: 'm'.repeat(2000), larger: 'n'.repeat(2000) };
    const attributes = { ...NO_ATTRIBUTES, userMetadata };
    const ids = [await put('key', 'one', { attributes }), await put('key', 'two', { attributes })];
    ids.push((await remove('key')).versionId ?? '');
    for (const versionId of ids.slice(0, 2)) {
      const { attributes: stored } = await backend.headObject({ bucket, key: 'key', versionId });
      expect(stored.userMetadata).toEqual(userMetadata);
    }
    expect(await files(path('.sgwtmp/meta'))).toHaveLength(2);
    for (const versionId of ids) await remove('key', versionId);
    expect(await files(path('.sgwtmp'))).toEqual([]);
  });

  it('let a repeated completion find its object behind newer ones', async () => {
    const ref = { bucket, key: 'key' };
    const uploadId = await backend.createMultipartUpload({
      ...ref,
      attributes: NO_ATTRIBUTES,
      initiator: 'me',
    });
    const upload = { ...ref, uploadId };
    const { etag } = await backend.uploadPart({ ...upload, partNumber: 1, body: objectBody('part') });
    const parts = [{ partNumber: 1, etag, checksums: {} }];
    const complete = () => backend.completeMultipartUpload({ ...upload, parts, versioning: 'Enabled' });
    const first = await complete();
    await put('key', 'newer');
    await remove('key');
    expect(await complete()).toEqual(first);
    await remove('key', first.versionId);
    await expect(complete()).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  it('are not made of objects whose key ends in a slash, which locks hold all the same', async () => {
    const lock: ObjectLock = { legalHold: true };
    const ref = { bucket, key: 'folder/' };
    expect(await put('folder/', '', { attributes: { ...NO_ATTRIBUTES, lock } })).toBe('');
    await expect(put('folder/', '')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(remove('folder/')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(remove('folder/', 'null')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await history('folder/')).toEqual(['null']);
    await backend.updateObject({ ...ref, versionId: 'null' }, { legalHold: false });
    await put('folder/', '');
    expect((await backend.headObject(ref)).attributes.lock).toBeUndefined();
    await remove('folder/');
    expect(await history('folder/')).toEqual([]);
  });

  it('come back under parents that are gone, or say why they cannot', async () => {
    const id = await put('a/b/c', 'one');
    const marker = (await remove('a/b/c')).versionId ?? '';
    await put('a', 'a file in the way');
    await expect(remove('a/b/c', marker)).rejects.toMatchObject({ code: 'ObjectParentIsFile' });
    expect(await history('a/b/c')).toEqual([marker, id]);
    await remove('a', (await history('a'))[0]);
    await remove('a/b/c', marker);
    expect(await read('a/b/c')).toBe('one');
  });
});
