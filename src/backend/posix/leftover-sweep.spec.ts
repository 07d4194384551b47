import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { KeyLock } from './key-lock.js';
import { LeftoverSweep } from './leftover-sweep.js';
import { XattrMetadataStore } from './metadata/xattr.metadata-store.js';
import { PosixBackend } from './posix.backend.js';
import { RecordFiles } from './record-files.js';

const LEFTOVER_AGE = new PosixConfig().leftoverAge;
const FUTURE = Date.now() + 365 * LEFTOVER_AGE;

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glassgate-sweep-'));
  folder = join(root, 'bucket', '.sgwtmp');
});
afterEach(() => rm(root, { recursive: true }));

const config = (options: Partial<PosixConfig> = {}): PosixConfig =>
  Object.assign(new PosixConfig(), { root, durability: 'none' }, options);

async function sweep(
  before: number,
  calls = new SyncFileCalls(),
  options: Partial<PosixConfig> = {},
): Promise<void> {
  const plainRecords =
    options.metadata === 'none' ? new RecordFiles(calls) : new XattrMetadataStore(config(), calls);
  await new LeftoverSweep(
    { root, config: config(options), calls, plainRecords, locks: new KeyLock(calls, 0o755) },
    before,
  ).run();
}

/** Everything in the temporary folder that is no directory, and all directories of uploads. */
async function names(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() || entry.parentPath.includes('multipart'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

const start = (backend: PosixBackend, key: string, metadata = ''): Promise<string> =>
  backend.createMultipartUpload({
    bucket: 'bucket',
    key,
    attributes: { headers: {}, userMetadata: { metadata }, tags: {} },
    initiator: 'owner',
  });

async function makeLeftovers(): Promise<PosixBackend> {
  const backend = await PosixBackend.open(config());
  await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
  const uploadId = await start(backend, 'key', 'too large for an attribute '.repeat(300));
  const part = { bucket: 'bucket', key: 'key', uploadId, partNumber: 1, body: objectBody('part') };
  await backend.uploadPart(part);
  const [hash = ''] = await readdir(join(folder, 'multipart'));
  const path = join(folder, 'multipart', hash, uploadId);
  await rename(path, `${path}.aborted`);
  await writeFile(join(folder, 'a.tmp'), 'bytes');
  await mkdir(join(root, '.glassgate-tmp-1', '.sgwtmp'), { recursive: true });
  return backend;
}

describe('LeftoverSweep', () => {
  it('removes aborted uploads, files without a name and buckets on their way', async () => {
    await makeLeftovers();
    expect(await names()).toHaveLength(5);
    await sweep(FUTURE);
    expect(await names()).toEqual([]);
    expect(await readdir(root)).toEqual(['bucket']);
  });

  it('leaves what was changed a moment ago', async () => {
    await makeLeftovers();
    const before = await names();
    await sweep(Date.now() - LEFTOVER_AGE);
    expect(await names()).toEqual(before);
    expect((await readdir(root)).toSorted()).toEqual(['.glassgate-tmp-1', 'bucket']);
  });

  it('leaves uploads that can go on, and all that is no leftover', async () => {
    const backend = await PosixBackend.open(config());
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    await start(backend, 'in progress');
    const claimed = await start(backend, 'claimed');
    const hashes = await readdir(join(folder, 'multipart'));
    for (const hash of hashes) {
      const path = join(folder, 'multipart', hash, claimed);
      await rename(path, `${path}.inprogress`).catch(() => undefined);
    }
    await writeFile(join(root, 'bucket', 'object.tmp'), 'bytes');
    await mkdir(join(root, '.other'));
    const before = await names();
    await sweep(FUTURE);
    expect(await names()).toEqual(before);
    expect(before.filter((name) => name.endsWith('.inprogress'))).toHaveLength(1);
    expect((await readdir(root)).toSorted()).toEqual(['.other', 'bucket']);
    expect(await readdir(join(root, 'bucket'))).toContain('object.tmp');
  });

  it('removes records of uploads that did not get their name, and directories that have nothing else', async () => {
    const options = { metadata: 'none' } as const;
    const backend = await PosixBackend.open(config(options));
    await backend.createBucket({ bucket: 'bucket', owner: 'owner' });
    const alive = await start(backend, 'alive');
    const begun = await names();
    const [hash = ''] = await readdir(join(folder, 'multipart'));
    const temporary = `upload.${randomUUID()}.tmp`;
    const dead = join(folder, 'multipart', 'f'.repeat(64), randomUUID());
    await mkdir(dead, { recursive: true });
    for (const path of [dead, join(folder, 'multipart', hash, alive)])
      await writeFile(join(path, temporary), 'half a rec');
    const left = await names();
    await sweep(Date.now() - LEFTOVER_AGE, new SyncFileCalls(), options);
    expect(await names()).toEqual(left);
    await sweep(FUTURE, new SyncFileCalls(), options);
    expect(await names()).toEqual(begun);
    const ref = { bucket: 'bucket', key: 'alive', uploadId: alive };
    await expect(
      backend.uploadPart({ ...ref, partNumber: 1, body: objectBody('part') }),
    ).resolves.toBeDefined();
  });

  it('leaves versions, wherever they are', async () => {
    const versioningDir = await mkdtemp(join(tmpdir(), 'glassgate-sweep-versions-'));
    try {
      for (const options of [{}, { versioningDir }]) {
        const backend = await PosixBackend.open(config(options));
        const bucket = `bucket-${Object.keys(options).length}`;
        await backend.createBucket({ bucket, owner: 'owner' });
        for (const text of ['one', 'two']) {
          const attributes = { headers: {}, userMetadata: {}, tags: {} };
          const write = { bucket, key: 'key', attributes, body: objectBody(text) };
          await backend.putObject({ ...write, versioning: 'Enabled' });
        }
      }
      // Those of a bucket whose removal ended between its steps.
      const transit = join(root, '.glassgate-tmp-1', 'versions', 'key', 'v');
      await mkdir(transit, { recursive: true });
      await writeFile(join(transit, 'version'), 'bytes');
      await rename(join(versioningDir, 'bucket-1'), join(versioningDir, '.glassgate-tmp-2'));
      await mkdir(join(versioningDir, '.glassgate-tmp-3', 'key'), { recursive: true });
      await mkdir(join(versioningDir, '.sgwtmp'));
      await writeFile(join(versioningDir, '.sgwtmp', 'a.tmp'), 'bytes');
      const files = async (): Promise<string[]> =>
        (await Promise.all([root, versioningDir].map((path) => readdir(path, { recursive: true })))).flat();
      const leftovers = (name: string): boolean => /tmp-3|a\.tmp/.test(name);
      const before = await files();
      await sweep(FUTURE, new SyncFileCalls(), { versioningDir });
      expect((await files()).toSorted()).toEqual(before.filter((name) => !leftovers(name)).toSorted());
      expect(before.filter(leftovers)).toHaveLength(3);
    } finally {
      await rm(versioningDir, { recursive: true });
    }
  });

  it('goes on behind what it cannot remove', async () => {
    await makeLeftovers();
    await mkdir(join(root, 'another', '.sgwtmp'), { recursive: true });
    await writeFile(join(root, 'another', '.sgwtmp', 'b.tmp'), '');
    const stubborn = new (class extends SyncFileCalls {
      override unlink(path: string): void {
        if (path.endsWith('/a.tmp')) throw systemError(13, 'unlink', path);
        super.unlink(path);
      }
    })();
    await sweep(FUTURE, stubborn);
    expect(await names()).toEqual(['a.tmp']);
    expect(await readdir(join(root, 'another', '.sgwtmp'))).toEqual([]);
  });

  it('removes locks whose holder died, and leaves those that are held', async () => {
    await makeLeftovers();
    const locks = new KeyLock(new SyncFileCalls(), 0o755);
    await mkdir(join(folder, 'locks'), { recursive: true });
    await writeFile(join(folder, 'locks', 'stale'), '');
    await locks.withKey(join(root, 'bucket'), 'key', async () => {
      await sweep(FUTURE);
      expect(await names()).toEqual([expect.stringMatching(/^locks\/[0-9a-f]{64}$/)]);
    });
    expect(await names()).toEqual([]);
  });

  it('begins with every start', async () => {
    await makeLeftovers();
    /** To whom everything was last changed two days ago. */
    class Later extends SyncFileCalls {
      override lstat(path: string): Stats | undefined {
        const stats = super.lstat(path);
        return stats && Object.assign(stats, { ctimeMs: stats.ctimeMs - 2 * LEFTOVER_AGE });
      }
    }
    await PosixBackend.open(config(), { calls: new Later() });
    while ((await names()).length > 0) await sleep(5);
    expect(await names()).toEqual([]);
  });
});
