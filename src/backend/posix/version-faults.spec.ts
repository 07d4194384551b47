import { constants } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { constants as systemConstants, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contents,
  expectOneTruth,
  list,
  makeStore,
  prepare,
  put,
  remove,
  STEPS,
  STORES,
  type Step,
} from '../../../test/support/version-steps.js';
import { PosixConfig } from '../../config/posix.config.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { PosixBackend } from './posix.backend.js';

type Code = keyof typeof systemConstants.errno;
type Call = 'create' | 'mkdir' | 'link' | 'rename' | 'unlink' | 'setxattr' | 'fsync' | 'read';

/** Which calls answer with the error, and whether they go on doing so until the operation ends. */
interface Fault {
  readonly code: Code;
  readonly calls: readonly Call[];
  readonly lasts: boolean;
}

/** A file system whose nth call of some kinds fails. */
class FaultyFileCalls extends SyncFileCalls {
  failed = false;
  private armed = false;

  constructor(
    private readonly fault: Fault,
    private left: number,
  ) {
    super();
  }

  async during<T>(step: () => Promise<T>): Promise<T> {
    this.armed = true;
    try {
      return await step();
    } finally {
      this.armed = false;
    }
  }

  override open(path: string, flags: number, mode?: number): number {
    this.call(flags & (constants.O_CREAT | constants.O_WRONLY) ? 'create' : 'read', path);
    return super.open(path, flags, mode);
  }

  override lstat(path: string) {
    this.call('read', path);
    return super.lstat(path);
  }

  override readdir(path: string) {
    this.call('read', path);
    return super.readdir(path);
  }

  override getxattr(file: string | number, name: string) {
    this.call('read', `${file}`);
    return super.getxattr(file, name);
  }

  override link(from: string, to: string): void {
    this.call('link', to);
    super.link(from, to);
  }

  override linkOpenFile(fd: number, to: string): void {
    this.call('link', to);
    super.linkOpenFile(fd, to);
  }

  override rename(from: string, to: string): void {
    this.call('rename', to);
    super.rename(from, to);
  }

  override unlink(path: string): void {
    this.call('unlink', path);
    super.unlink(path);
  }

  override mkdir(path: string, mode: number): void {
    this.call('mkdir', path);
    super.mkdir(path, mode);
  }

  override setxattr(file: string | number, name: string, value: Buffer): void {
    this.call('setxattr', `${file}`);
    super.setxattr(file, name, value);
  }

  override async fsync(fd: number): Promise<void> {
    this.call('fsync', `${fd}`);
    return super.fsync(fd);
  }

  private call(kind: Call, path: string): void {
    const { code, calls, lasts } = this.fault;
    if (!this.armed || !calls.includes(kind) || (this.failed && !lasts) || this.left-- > 0) return;
    this.failed = true;
    throw systemError(systemConstants.errno[code], kind, path);
  }
}

const EVERY = ['create', 'mkdir', 'link', 'rename', 'unlink', 'setxattr', 'fsync', 'read'] as const;
const FAULTS: readonly Fault[] = [
  { code: 'EIO', calls: EVERY, lasts: false },
  { code: 'EIO', calls: EVERY, lasts: true },
  { code: 'ENOSPC', calls: ['create', 'mkdir', 'link', 'setxattr', 'fsync'], lasts: true },
  { code: 'EACCES', calls: ['create', 'mkdir', 'link', 'rename', 'unlink'], lasts: true },
  { code: 'EXDEV', calls: ['link', 'rename'], lasts: false },
  { code: 'EPERM', calls: ['link'], lasts: true },
  { code: 'EPERM', calls: ['fsync'], lasts: false },
];

/** Nothing is newer than the latest but a marker that is being removed, whose object has come back already. */
async function expectOrder(backend: PosixBackend, leaving: string | undefined): Promise<void> {
  const ids = (await list(backend)).map(({ versionId }) => versionId);
  const numbered = ids.filter((id) => id !== 'null' && id !== leaving);
  expect(numbered).toEqual(numbered.toSorted().toReversed());
}

describe.each(STORES)('a gateway with %s', (...store) => {
  let base: string;
  let other: string;

  beforeEach(async () => {
    base = await mkdtemp(join('/dev/shm', 'glassgate-fault-'));
    other = await mkdtemp(join(tmpdir(), 'glassgate-fault-'));
  });
  afterEach(() => Promise.all([base, other].map((path) => rm(path, { recursive: true }))));

  async function fail(step: Step, fault: Fault, at: number): Promise<boolean> {
    const directories = await makeStore(store, [base, other], `${at}`);
    const durability = directories.versioningDir === undefined ? 'full' : 'file';
    const calls = new FaultyFileCalls(fault, at);
    const config = Object.assign(new PosixConfig(), { durability }, directories);
    const backend = await PosixBackend.open(config, { calls });
    const { mayGo, kept } = await prepare(backend, step);
    await calls.during(() => step.step(backend, mayGo)).catch(() => undefined);

    expect(await contents(backend)).toMatchObject(kept);
    await expectOneTruth(backend);
    // Where nothing can be removed either a marker stays whose object does.
    if (!fault.lasts) await expectOrder(backend, mayGo);
    const newest = await put(backend, 'afterwards', 'Enabled');
    expect(await contents(backend)).toMatchObject({ ...kept, [newest ?? '']: 'afterwards' });
    await expectOneTruth(backend);
    for (const { versionId } of await list(backend)) {
      await remove(backend, versionId);
      await expectOneTruth(backend);
    }
    await backend.deleteBucket('bucket');
    expect(await readdir(directories.root)).toEqual([]);
    return calls.failed;
  }

  it.each(Object.entries(STEPS))('loses nothing when %s meets a fault', async (name, step) => {
    for (const fault of FAULTS) {
      let at = 0;
      const again = (): Promise<boolean> =>
        fail(step, fault, at).catch((cause: unknown) => {
          throw new Error(`${name}: ${fault.code} of ${fault.calls.join(' ')} at call ${at}`, { cause });
        });
      while (await again()) at++;
      expect(at).toBeGreaterThanOrEqual(fault.calls === EVERY ? 5 : 0);
      await Promise.all([base, other].map((path) => rm(path, { recursive: true })));
      await Promise.all([base, other].map((path) => mkdir(path)));
    }
  });
});
