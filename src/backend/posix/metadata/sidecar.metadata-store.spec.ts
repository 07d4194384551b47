import {
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PosixConfig } from '../../../config/posix.config.js';
import { SyncFileCalls } from '../io/sync-file-calls.js';
import type { ObjectRecord, RecordTarget } from './metadata-store.js';
import { SidecarMetadataStore } from './sidecar.metadata-store.js';

describe('records beside files that are replaced', () => {
  let directory: string;
  let path: string;
  let store: SidecarMetadataStore;
  let handles: FileHandle[];

  const at = (file?: FileHandle): RecordTarget => ({
    bucket: 'bucket',
    name: 'key',
    path,
    ...(file && { fd: file.fd }),
  });
  const openFile = async (name: string, flags: string): Promise<FileHandle> => {
    const handle = await open(name, flags);
    handles.push(handle);
    return handle;
  };
  /** A new file with its record, before it has the name of the key. */
  const describeNew = async (name: string): Promise<FileHandle> => {
    const file = await openFile(join(directory, name), 'wx+');
    await store.writeObject({ ...at(file), isNew: true }, { etag: name });
    return file;
  };
  const publish = (name: string): Promise<void> => rename(join(directory, name), path);
  const etagOf = async (file?: FileHandle): Promise<ObjectRecord['etag']> =>
    (await store.readObject(at(file)))?.etag;

  beforeEach(async () => {
    handles = [];
    directory = await mkdtemp(join(tmpdir(), 'sidecar-records-'));
    path = join(directory, 'key');
    const sidecar = join(directory, 'sidecar');
    await mkdir(sidecar);
    store = new SidecarMetadataStore(sidecar, new PosixConfig(), new SyncFileCalls());
  });

  afterEach(async () => {
    await Promise.all(handles.map((handle) => handle.close()));
    await rm(directory, { recursive: true });
  });

  it('describe the old file until the new one has its name', async () => {
    const first = await describeNew('first');
    await publish('first');
    const second = await describeNew('second');
    expect([await etagOf(first), await etagOf()]).toEqual(['first', 'first']);
    await publish('second');
    expect([await etagOf(second), await etagOf()]).toEqual(['second', 'second']);
  });

  it('describe the file that has the name after any number of writers that died', async () => {
    const first = await describeNew('first');
    await publish('first');
    for (const name of ['second', 'third']) await describeNew(name);
    expect(await etagOf(first)).toBe('first');
    const fourth = await describeNew('fourth');
    await publish('fourth');
    expect(await etagOf(fourth)).toBe('fourth');
  });

  it('give no record to a file that was put there by other means and is being replaced', async () => {
    await writeFile(path, 'foreign');
    await describeNew('new');
    expect(await etagOf(await openFile(path, 'r'))).toBeUndefined();
    await publish('new');
    expect(await etagOf(await openFile(path, 'r'))).toBe('new');
  });

  it('tell a reader of an older file that there is another one now, or none', async () => {
    const first = await describeNew('first');
    await publish('first');
    for (const name of ['second', 'third']) {
      await describeNew(name);
      await publish(name);
    }
    await expect(etagOf(first)).rejects.toMatchObject({ code: 'ENOENT' });
    const stats = new SyncFileCalls().stat(first.fd)!;
    await expect(store.readObject({ ...at(), stats })).rejects.toMatchObject({ code: 'ENOENT' });
    const third = await openFile(path, 'r');
    await rm(path);
    await store.remove(at());
    await expect(etagOf(third)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('hold for files that came back from a backup', async () => {
    await describeNew('first');
    await publish('first');
    await describeNew('second');
    await publish('second');
    await copyFile(path, join(directory, 'restored'));
    await publish('restored');
    expect(await etagOf(await openFile(path, 'r'))).toBe('second');
  });

  it('keep no record but the last two', async () => {
    for (const name of ['first', 'second', 'third']) {
      await describeNew(name);
      await publish(name);
    }
    const kept = await readFile(join(directory, 'sidecar/bucket/key/meta/glassgate'), 'utf8');
    expect([kept.includes('first'), kept.includes('second'), kept.includes('third')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('need no older record when the file stays the same', async () => {
    const file = await describeNew('first');
    await publish('first');
    await store.writeObject(at(file), { etag: 'first', tags: { changed: 'yes' } });
    const kept = await readFile(join(directory, 'sidecar/bucket/key/meta/glassgate'), 'utf8');
    expect(JSON.parse(kept)).not.toHaveProperty('previous');
    expect(await store.readObject(at(file))).toEqual({ etag: 'first', tags: { changed: 'yes' } });
  });
});
