import { constants } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contents,
  expectOneTruth,
  list,
  makeStore,
  prepare,
  put,
  read,
  remove,
  STEPS,
  STORES,
} from '../../../test/support/version-steps.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { PosixBackend } from './posix.backend.js';

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

describe.each(STORES)('a gateway with %s that dies in', (...store) => {
  let base: string;
  let other: string;

  beforeEach(async () => {
    base = await mkdtemp(join('/dev/shm', 'glassgate-crash-'));
    other = await mkdtemp(join(tmpdir(), 'glassgate-crash-'));
  });
  afterEach(() => Promise.all([base, other].map((path) => rm(path, { recursive: true }))));

  it.each(Object.entries(STEPS))('%s loses no version and shows each once', async (_, step) => {
    let finished = false;
    for (let changes = 0; !finished; changes++) {
      const directories = await makeStore(store, [base, other], `${changes}`);
      const config = Object.assign(new PosixConfig(), { durability: 'none' }, directories);
      const { mayGo, kept } = await prepare(await PosixBackend.open(config), step);

      const calls = new MortalFileCalls(changes);
      const mortal = await PosixBackend.open(config, { calls });
      await step.step(mortal, mayGo).catch(() => undefined);
      finished = !calls.dead;

      const next = await PosixBackend.open(config);
      const left = await contents(next);
      expect(left).toMatchObject(kept);
      await expectOneTruth(next);
      await expectRemovable(next);
      await expectUsable(next, await contents(next));
      expect(await readdir(directories.root)).toEqual([]);
      // The folder of files on their way.
      const isElsewhere = directories.versioningDir !== undefined;
      expect(await readdir(join(other, `${changes}`))).toEqual(isElsewhere ? ['.sgwtmp'] : []);
    }
  });
});
