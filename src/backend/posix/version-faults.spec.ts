import { constants } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { constants as systemConstants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectBody } from '../../../test/support/object-body.js';
import { PosixConfig } from '../../config/posix.config.js';
import type { VersioningState } from '../model/versions.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { PosixBackend } from './posix.backend.js';

const object = { bucket: 'bucket', key: 'folder/key' };
/** Part of each record stands outside of its file. */
const attributes = { headers: {}, userMetadata: { large: 'm'.repeat(4000) }, tags: {} };

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

let root: string;
let directories: Partial<PosixConfig>;

const open = (calls?: SyncFileCalls): Promise<PosixBackend> =>
  PosixBackend.open(
    Object.assign(new PosixConfig(), { root, durability: 'full' }, directories),
    calls && { calls },
  );

const put = async (backend: PosixBackend, text: string, versioning?: VersioningState) =>
  (await backend.putObject({ ...object, attributes, body: objectBody(text), versioning })).versionId;

const remove = (backend: PosixBackend, versionId?: string, versioning: VersioningState = 'Enabled') =>
  backend.deleteObject({ ...object, versionId, versioning });

async function list(backend: PosixBackend) {
  const all = { prefix: '', delimiter: '', keyMarker: '', versionIdMarker: '', maxKeys: 1000 };
  return (await backend.listObjectVersions({ ...all, bucket: 'bucket' })).versions;
}

/** Content by version id, without delete markers; what the gateway says of each is whole. */
async function contents(backend: PosixBackend): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { versionId, isDeleteMarker } of await list(backend)) {
    if (isDeleteMarker) continue;
    const stored = await backend.getObject({ ...object, versionId });
    expect(stored.info.attributes.userMetadata).toEqual(attributes.userMetadata);
    texts[versionId] = '';
    for await (const chunk of stored.read()) texts[versionId] += chunk.toString();
  }
  return texts;
}

/** The latest is what a reader is shown. */
async function expectOneTruth(backend: PosixBackend): Promise<void> {
  const versions = await list(backend);
  const ids = versions.map(({ versionId }) => versionId);
  expect(new Set(ids).size).toBe(ids.length);
  const [latest] = versions;
  expect(versions.filter(({ isLatest }) => isLatest)).toEqual(versions.slice(0, 1));
  const shown = await backend.headObject(object).catch((error: unknown) => error);
  const isShown = latest !== undefined && !latest.isDeleteMarker;
  expect(shown).toMatchObject(isShown ? { versionId: latest.versionId } : { code: 'NoSuchKey' });
}

/** Nothing is newer than the latest but a marker that is being removed, whose object has come back already. */
async function expectOrder(backend: PosixBackend, leaving: string | undefined): Promise<void> {
  const ids = (await list(backend)).map(({ versionId }) => versionId);
  const numbered = ids.filter((id) => id !== 'null' && id !== leaving);
  expect(numbered).toEqual(numbered.toSorted().toReversed());
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
  'a write over the null version': {
    before: async (backend) => void (await put(backend, 'null', 'Suspended')),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write over a delete marker': {
    before: async (backend) => void (await remove(backend)),
    step: (backend) => put(backend, 'new', 'Enabled'),
  },
  'a write of the null version': {
    before: async (backend) => {
      await put(backend, 'gone', 'Suspended');
      await put(backend, 'two', 'Enabled');
      return 'null';
    },
    step: (backend) => put(backend, 'new', 'Suspended'),
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
] as const)('a gateway with %s', (_store, metadata, elsewhere) => {
  let base: string;
  let other: string;

  beforeEach(async () => {
    base = await mkdtemp(join('/dev/shm', 'glassgate-fault-'));
    other = await mkdtemp(join(tmpdir(), 'glassgate-fault-'));
  });
  afterEach(() => Promise.all([base, other].map((path) => rm(path, { recursive: true }))));

  async function fail({ before, step }: Step, fault: Fault, at: number): Promise<boolean> {
    root = join(base, `${at}`);
    const sidecar = join(base, `${at}-sidecar`);
    const versioningDir = join(other, `${at}`);
    for (const directory of [root, sidecar, versioningDir]) await mkdir(directory);
    directories = { metadata, sidecar, ...(elsewhere && { versioningDir, durability: 'file' as const }) };
    const calls = new FaultyFileCalls(fault, at);
    const backend = await open(calls);
    await backend.createBucket({ bucket: 'bucket', owner: 'me' });
    await put(backend, 'one', 'Enabled');
    const mayGo = await before(backend);
    const kept = await contents(backend);
    if (mayGo !== undefined) delete kept[mayGo];
    await calls.during(() => step(backend, mayGo)).catch(() => undefined);

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
    expect(await readdir(root)).toEqual([]);
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
