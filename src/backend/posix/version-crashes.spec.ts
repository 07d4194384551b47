import { constants } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import type { VersioningState } from '../model/versions.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

const object = { bucket: 'bucket', key: 'folder/key' };
const attributes = { headers: {}, userMetadata: {}, tags: {} };

/** A gateway that dies instead of making its nth change to the file system. The kernel closes its files, which lets go of its locks. */
class MortalFileCalls extends SyncFileCalls {
  dead = false;

  constructor(private changes: number) {
    super();
  }

  override open(path: string, flags: number, mode?: number): number {
    if (flags & constants.O_CREAT) this.change();
    this.assertAlive();
    return super.open(path, flags, mode);
  }

  override link(from: string, to: string): void {
    this.change();
    super.link(from, to);
  }

  override linkOpenFile(fd: number, to: string): void {
    this.change();
    super.linkOpenFile(fd, to);
  }

  override rename(from: string, to: string): void {
    this.change();
    super.rename(from, to);
  }

  override unlink(path: string): void {
    this.change();
    super.unlink(path);
  }

  override mkdir(path: string, mode: number): void {
    this.change();
    super.mkdir(path, mode);
  }

  override rmdir(path: string): void {
    this.change();
    super.rmdir(path);
  }

  override setxattr(file: string | number, name: string, value: Buffer): void {
    this.change();
    super.setxattr(file, name, value);
  }

  private change(): void {
    this.assertAlive();
    this.dead = this.changes-- === 0;
    this.assertAlive();
  }

  private assertAlive(): void {
    if (this.dead) throw new Error('dead');
  }
}

let root: string;
let directories: Partial<PosixConfig>;

const open = (calls?: SyncFileCalls): Promise<PosixBackend> =>
  PosixBackend.open(
    Object.assign(new PosixConfig(), { root, durability: 'none' }, directories),
    calls && { calls },
  );

const put = async (backend: PosixBackend, text: string, versioning?: VersioningState) =>
  (await backend.putObject({ ...object, attributes, body: objectBody(text), versioning })).versionId;

const remove = (backend: PosixBackend, versionId?: string, versioning: VersioningState = 'Enabled') =>
  backend.deleteObject({ ...object, versionId, versioning });

async function read(backend: PosixBackend, versionId?: string): Promise<string> {
  let text = '';
  for await (const chunk of (await backend.getObject({ ...object, versionId })).read())
    text += chunk.toString();
  return text;
}

async function list(backend: PosixBackend) {
  const all = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
  return (await backend.listObjectVersions({ ...all, bucket: 'bucket' })).versions;
}

/** Content by version id, without delete markers. */
async function contents(backend: PosixBackend): Promise<Record<string, string>> {
  const objects = (await list(backend)).filter((version) => !version.isDeleteMarker);
  const texts: Record<string, string> = {};
  for (const { versionId } of objects) texts[versionId] = await read(backend, versionId);
  return texts;
}

/** What a reader is shown, the listing says is the latest. */
async function expectOneTruth(backend: PosixBackend): Promise<void> {
  const versions = await list(backend);
  const ids = versions.map(({ versionId }) => versionId);
  expect(ids).toEqual([...new Set(ids)]);
  const latest = versions.filter(({ isLatest }) => isLatest);
  expect(latest).toEqual(versions.slice(0, 1));
  const shown = await backend.headObject(object).catch((error: unknown) => error);
  const current = latest.find(({ isDeleteMarker }) => !isDeleteMarker);
  expect(shown).toMatchObject(current ? { versionId: current.versionId } : { code: 'NoSuchKey' });
}

/** Whatever has left two of it: a version that is removed is gone. */
async function expectRemovable(backend: PosixBackend): Promise<void> {
  const [latest, ...others] = await list(backend);
  await remove(backend, latest?.versionId);
  const left = await list(backend);
  expect(left.map(({ versionId }) => versionId)).toEqual(others.map(({ versionId }) => versionId));
  await expectOneTruth(backend);
}

/** Nothing that was left keeps anybody from working on, and from leaving nothing. */
async function expectUsable(backend: PosixBackend, before: Record<string, string>): Promise<void> {
  const written = await put(backend, 'afterwards', 'Enabled');
  expect(await read(backend)).toBe('afterwards');
  const marker = (await remove(backend)).versionId;
  await expect(read(backend)).rejects.toMatchObject({ code: 'NoSuchKey' });
  expect(await contents(backend)).toEqual({ ...before, [written ?? '']: 'afterwards' });
  await remove(backend, marker);
  expect(await read(backend)).toBe('afterwards');
  for (const { versionId } of await list(backend)) await remove(backend, versionId);
  expect(await list(backend)).toEqual([]);
  await backend.deleteBucket('bucket');
}

interface Step {
  /** Gives back what the step may take away. */
  readonly before: (backend: PosixBackend) => Promise<string | undefined>;
  readonly step: (backend: PosixBackend, versionId: string | undefined) => Promise<unknown>;
}

const STEPS: Record<string, Step> = {
  'a write of a further version': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write over a delete marker': {
    before: async (backend) => void (await remove(backend)),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write of the null version': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => put(backend, 'new', 'Suspended').then(() => put(backend, 'newer', 'Suspended')),
  },
  'a delete': {
    before: async (backend) => void (await put(backend, 'two', 'Enabled')),
    step: (backend) => remove(backend),
  },
  'a delete of the null version': {
    before: async (backend) => {
      await put(backend, 'two', 'Enabled');
      return put(backend, 'gone', 'Suspended');
    },
    step: (backend) => remove(backend, undefined, 'Suspended'),
  },
  'the removal of the current version': {
    before: (backend) => put(backend, 'gone', 'Enabled'),
    step: (backend, versionId) => remove(backend, versionId),
  },
  'the removal of an older version': {
    before: async (backend) => {
      const versionId = await put(backend, 'gone', 'Enabled');
      await put(backend, 'two', 'Enabled');
      return versionId;
    },
    step: (backend, versionId) => remove(backend, versionId),
  },
  'the removal of a delete marker': {
    before: async (backend) => (await remove(backend)).versionId,
    step: (backend, versionId) => remove(backend, versionId),
  },
};

describe.each([
  ['extended attributes', 'xattr', false],
  ['a sidecar directory', 'sidecar', false],
  ['versions on another file system', 'xattr', true],
] as const)('a gateway with %s that dies in', (_store, metadata, elsewhere) => {
  let base: string;
  let other: string;

  beforeEach(async () => {
    base = await mkdtemp(join('/dev/shm', 'glassgate-crash-'));
    other = await mkdtemp(join(tmpdir(), 'glassgate-crash-'));
  });
  afterEach(() => Promise.all([base, other].map((path) => rm(path, { recursive: true }))));

  it.each(Object.entries(STEPS))('%s loses no version and shows each once', async (_, { before, step }) => {
    let finished = false;
    for (let changes = 0; !finished; changes++) {
      root = join(base, `${changes}`);
      const sidecar = join(base, `${changes}-sidecar`);
      const versioningDir = join(other, `${changes}`);
      for (const directory of [root, sidecar, versioningDir]) await mkdir(directory);
      directories = { metadata, sidecar, ...(elsewhere && { versioningDir }) };
      const backend = await open();
      await backend.createBucket({ bucket: 'bucket', owner: 'me' });
      await put(backend, 'one', 'Enabled');
      const mayGo = await before(backend);
      const kept = await contents(backend);
      if (mayGo !== undefined) delete kept[mayGo];

      const calls = new MortalFileCalls(changes);
      const mortal = await open(calls);
      await step(mortal, mayGo).catch(() => undefined);
      finished = !calls.dead;

      const next = await open();
      const left = await contents(next);
      expect(left).toMatchObject(kept);
      await expectOneTruth(next);
      await expectRemovable(next);
      await expectUsable(next, await contents(next));
      expect(await readdir(root)).toEqual([]);
      // The folder of files on their way.
      expect(await readdir(versioningDir)).toEqual(elsewhere ? ['.sgwtmp'] : []);
    }
  });
});
