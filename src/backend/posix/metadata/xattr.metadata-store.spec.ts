import { constants, link, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PosixConfig } from '../../../config/posix.config.js';
import { SyncFileCalls } from '../io/sync-file-calls.js';
import type { ObjectRecord, RecordTarget } from './metadata-store.js';
import { DamagedRecordError } from './damaged-record.error.js';
import { XattrMetadataStore } from './xattr.metadata-store.js';

const MANY_PARTS: ObjectRecord = {
  etag: 'e-10000',
  headers: { contentType: 'text/plain' },
  partCount: 10_000,
  partSizes: Array.from({ length: 10_000 }, () => 5_242_880),
  partChecksums: Array.from({ length: 10_000 }, (_, index) => `${index}`.padStart(44, 'A')),
};

describe('XattrMetadataStore', () => {
  const calls = new SyncFileCalls();
  let root = '';
  let target: RecordTarget;
  let store: XattrMetadataStore;
  const sideFiles = async (): Promise<string[]> => {
    const folder = join(root, 'bucket/.sgwtmp/meta');
    return calls.stat(folder) ? readdir(folder) : [];
  };
  const attribute = (name: string, value: string): void =>
    calls.setxattr(target.path, name, Buffer.from(value));

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'xattr-store-'));
    await mkdir(join(root, 'bucket'));
    target = { bucket: 'bucket', name: 'key', path: join(root, 'bucket/key') };
    await writeFile(target.path, '');
    store = new XattrMetadataStore(Object.assign(new PosixConfig(), { root }), calls);
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  it('uses one attribute and no other file for an ordinary record', async () => {
    await store.writeObject(target, {
      etag: 'e',
      headers: { contentType: 'a/b' },
      userMetadata: {},
      tags: {},
    });
    expect(calls.listxattr(target.path)).toEqual(['user.glassgate']);
    expect(await sideFiles()).toEqual([]);
  });

  it('describes a file before it has a name, and the record follows the file', async () => {
    const file = await open(
      join(root, 'bucket'),
      0o20000000 | constants.O_DIRECTORY | constants.O_WRONLY,
      0o644,
    );
    await store.writeObject({ ...target, fd: file.fd }, MANY_PARTS);
    calls.linkOpenFile(file.fd, join(root, 'bucket/first'));
    await file.close();
    await link(join(root, 'bucket/first'), join(root, 'bucket/second'));
    await rename(join(root, 'bucket/first'), join(root, 'bucket/third'));
    for (const name of ['second', 'third']) {
      const moved = { bucket: 'bucket', name, path: join(root, 'bucket', name) };
      expect(await store.readObject(moved, true)).toEqual(MANY_PARTS);
    }
    expect(await store.readObject(target, true)).toBeUndefined();
  });

  it('does not open the table of parts for a reader who does not want it', async () => {
    await store.writeObject(target, MANY_PARTS);
    await rm(join(root, 'bucket/.sgwtmp'), { recursive: true });
    const { partSizes: _sizes, partChecksums: _checksums, ...rest } = MANY_PARTS;
    expect(await store.readObject(target)).toEqual(rest);
    await expect(store.readObject(target, true)).rejects.toThrow(/side file/);
  });

  it('makes room for a record where other attributes take the space', async () => {
    attribute('user.other', 'x'.repeat(3_000));
    const record = { etag: 'e', userMetadata: { big: 'y'.repeat(2_000) } };
    await store.writeObject(target, record);
    expect(await store.readObject(target)).toEqual(record);
  });

  it('leaves nothing when a record cannot be written at all', async () => {
    const gone = { bucket: 'bucket', name: 'gone', path: join(root, 'bucket/gone') };
    await expect(store.writeObject(gone, MANY_PARTS)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await sideFiles()).toEqual([]);
  });

  it('finds the side file of a removed object through the open file', async () => {
    await store.writeObject(target, MANY_PARTS);
    const file = await open(target.path);
    await rm(target.path);
    await store.remove({ ...target, fd: file.fd });
    await file.close();
    expect(await sideFiles()).toEqual([]);
  });

  it('tells a reader of a replaced file, whose side file is gone, that there is another one', async () => {
    const old = await open(target.path);
    await store.writeObject({ ...target, fd: old.fd }, { userMetadata: { big: 'x'.repeat(5_000) } });
    await writeFile(`${target.path}.new`, '');
    await rename(`${target.path}.new`, target.path);
    await store.remove({ ...target, fd: old.fd });
    await expect(store.readObject({ ...target, fd: old.fd })).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(target.path);
    await expect(store.readObject({ ...target, fd: old.fd })).rejects.toMatchObject({ code: 'ENOENT' });
    await old.close();
  });

  it('keeps the side file of a bucket in it, whatever its name is at the moment', async () => {
    const early = { bucket: 'bucket', name: '', path: join(root, '.early') };
    await mkdir(early.path);
    await store.writePlain(early, { policy: 'p'.repeat(10_000) });
    await rm(join(root, 'bucket'), { recursive: true });
    await rename(early.path, join(root, 'bucket'));
    expect(await store.readPlain({ ...early, path: join(root, 'bucket') })).toEqual({
      policy: 'p'.repeat(10_000),
    });
  });

  it('refuses a record of a format that it does not know, or with a side file elsewhere', async () => {
    attribute('user.glassgate', '{"v":2}');
    await expect(store.readObject(target)).rejects.toThrow(DamagedRecordError);
    attribute('user.glassgate', '{"v":1,"kind":"object","data":{},"side":"../../../key"}');
    await expect(store.readObject(target)).rejects.toThrow(DamagedRecordError);
  });

  it('brings the new record of an old file to the disk, that of a new file is left to whoever makes it', async () => {
    const synced: number[] = [];
    const watched = new (class extends SyncFileCalls {
      override fsync(fd: number): Promise<void> {
        synced.push(fd);
        return super.fsync(fd);
      }
    })();
    const file = await open(target.path);
    const { fd } = file;
    for (const durability of ['file', 'none'] as const) {
      const config = Object.assign(new PosixConfig(), { root, durability });
      const durable = new XattrMetadataStore(config, watched);
      await durable.writeObject({ ...target, fd, isNew: true }, { etag: 'first' });
      await durable.writeObject({ ...target, fd }, { etag: 'second' });
    }
    await file.close();
    expect(synced).toEqual([fd]);
  });

  it('reads what versitygw wrote, until it writes a record of its own', async () => {
    attribute('user.etag', '"0123456789abcdef0123456789abcdef"');
    attribute('user.content-type', 'text/css');
    attribute('user.website-redirect-location', '/elsewhere');
    attribute('user.metadata', '{"Colour":"red","n":"1"}');
    attribute('user.X-Amz-Tagging', '{"Team":"a"}');
    attribute('user.checksums', '{"Type":"FULL_OBJECT","CRC32":null,"CRC64NVME":"AAAAAAAAAAA="}');
    attribute('user.unrelated', 'x');
    expect(await store.readObject(target)).toEqual({
      etag: '0123456789abcdef0123456789abcdef',
      headers: { contentType: 'text/css', websiteRedirectLocation: '/elsewhere' },
      userMetadata: { colour: 'red', n: '1' },
      tags: { Team: 'a' },
      checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: 'AAAAAAAAAAA=' },
    });
    await store.writeObject(target, { etag: 'new' });
    expect(await store.readObject(target)).toEqual({ etag: 'new' });
  });

  it('shows an object whose attributes are damaged', async () => {
    attribute('user.etag', 'e');
    attribute('user.metadata', '{"half":');
    attribute('user.checksums', 'null');
    expect(await store.readObject(target)).toEqual({ etag: 'e', userMetadata: {} });
  });
});
