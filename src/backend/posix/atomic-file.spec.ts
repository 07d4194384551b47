import { constants } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtomicFile } from './atomic-file.js';
import { AsyncFileCalls } from './io/async-file-calls.js';
import type { FileCalls } from './io/file-calls.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { constants as os } from 'node:os';

/** A file system without O_TMPFILE. */
class WithoutTmpfile extends SyncFileCalls {
  override open(path: string, flags: number, mode?: number): number {
    if ((flags & 0o20000000) !== 0) throw systemError(os.errno.EOPNOTSUPP, 'open', path);
    return super.open(path, flags, mode);
  }
}

/** A file system without hard links either. */
class WithoutLinks extends WithoutTmpfile {
  override link(from: string): void {
    throw systemError(os.errno.EPERM, 'link', from);
  }
}

/** Somebody removes the parents of a key whenever they were made, three times. */
class RacingRemovals extends SyncFileCalls {
  removals = 3;

  override linkOpenFile(fd: number, to: string): void {
    if (this.removals > 0 && this.stat(join(to, '..'))) {
      this.removals--;
      this.rmdir(join(to, '..'));
    }
    super.linkOpenFile(fd, to);
  }
}

/** Somebody removes an object and its parents right before it is replaced, three times. */
class RacingReplacements extends SyncFileCalls {
  removals = 3;

  override rename(from: string, to: string): void {
    if (this.removals > 0 && this.stat(join(to, '..'))) {
      this.removals--;
      if (this.stat(to)) this.unlink(to);
      this.rmdir(join(to, '..'));
    }
    super.rename(from, to);
  }
}

describe.each<[string, () => FileCalls, boolean]>([
  ['synchronous calls', () => new SyncFileCalls(), false],
  ['asynchronous calls', () => new AsyncFileCalls(), false],
  ['O_TMPFILE switched off', () => new SyncFileCalls(), true],
  ['no O_TMPFILE', () => new WithoutTmpfile(), false],
  ['no hard links', () => new WithoutLinks(), false],
])('AtomicFile with %s', (_name, make, disableOtmp) => {
  const calls = make();
  let bucketPath = '';

  beforeEach(async () => {
    bucketPath = await mkdtemp(join(tmpdir(), 'atomic-file-'));
  });

  afterEach(async () => {
    await rm(bucketPath, { recursive: true, force: true });
  });

  const create = async (content: string): Promise<AtomicFile> => {
    const file = await AtomicFile.open(calls, { bucketPath, dirMode: 0o755, disableOtmp });
    await calls.write(file.fd, Buffer.from(content), 0);
    return file;
  };
  const temporaryFiles = (): Promise<string[]> => readdir(join(bucketPath, '.sgwtmp'));

  it('shows nothing before it is published, and all of it then', async () => {
    const file = await create('whole');
    expect(await readdir(bucketPath)).toEqual(['.sgwtmp']);
    await file.publish(join(bucketPath, 'a/b/key'), { replace: false });
    await file.discard();
    expect(await readFile(join(bucketPath, 'a/b/key'), 'utf8')).toBe('whole');
    expect(await temporaryFiles()).toEqual([]);
  });

  it('leaves nothing when it is discarded, closed before or not', async () => {
    const [first, second] = [await create('x'), await create('y')];
    await first.discard();
    await second.close();
    await second.close();
    await second.discard();
    expect(await temporaryFiles()).toEqual([]);
  });

  it('does not take a name that is taken', async () => {
    await writeFile(join(bucketPath, 'key'), 'old');
    const file = await create('new');
    await expect(file.publish(join(bucketPath, 'key'), { replace: false })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    await file.discard();
    expect(await readFile(join(bucketPath, 'key'), 'utf8')).toBe('old');
    expect(await temporaryFiles()).toEqual([]);
  });

  it('replaces a name when asked to', async () => {
    await writeFile(join(bucketPath, 'key'), 'old');
    const file = await create('new');
    await file.publish(join(bucketPath, 'key'), { replace: true });
    await file.discard();
    expect(await readFile(join(bucketPath, 'key'), 'utf8')).toBe('new');
    expect(await temporaryFiles()).toEqual([]);
  });

  it.each([true, false])('replaces a name that was taken a moment ago (it still is: %s)', async (there) => {
    if (there) await writeFile(join(bucketPath, 'key'), 'old');
    const file = await create('new');
    await file.publish(join(bucketPath, 'key'), { replace: true, taken: true });
    expect(file.isPublished).toBe(true);
    await file.discard();
    expect(await readFile(join(bucketPath, 'key'), 'utf8')).toBe('new');
    expect(await temporaryFiles()).toEqual([]);
  });

  it('takes a second name after the first was taken', async () => {
    await writeFile(join(bucketPath, 'key'), 'old');
    const file = await create('new');
    await file.publish(join(bucketPath, 'key'), { replace: false }).catch(() => undefined);
    await file.publish(join(bucketPath, 'key'), { replace: true });
    await file.discard();
    expect(await readFile(join(bucketPath, 'key'), 'utf8')).toBe('new');
  });

  it('does not replace a directory, nor make one of a file', async () => {
    await mkdir(join(bucketPath, 'directory/child'), { recursive: true });
    await writeFile(join(bucketPath, 'file'), '');
    const file = await create('new');
    await expect(file.publish(join(bucketPath, 'directory'), { replace: true })).rejects.toMatchObject({
      code: 'EISDIR',
    });
    await expect(file.publish(join(bucketPath, 'file/key'), { replace: true })).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
    await expect(file.publish(join(bucketPath, 'file/a/key'), { replace: true })).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
    await file.discard();
    expect(await temporaryFiles()).toEqual([]);
  });

  it('syncs the file and the directories that it changes', async () => {
    const file = await create('durable');
    await file.sync('full');
    await file.publish(join(bucketPath, 'a/b/c/key'), { replace: false });
    await file.discard();
    expect(await readFile(join(bucketPath, 'a/b/c/key'), 'utf8')).toBe('durable');
  });

  it('says ENOENT when the bucket is gone, and does not make it again', async () => {
    const file = await create('lost');
    await rm(bucketPath, { recursive: true });
    await expect(file.publish(join(bucketPath, 'a/key'), { replace: false })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await file.discard();
    await expect(create('lost')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await calls.stat(bucketPath)).toBeUndefined();
  });
});

describe('AtomicFile', () => {
  let bucketPath = '';

  beforeEach(async () => {
    bucketPath = await mkdtemp(join(tmpdir(), 'atomic-file-'));
  });

  afterEach(async () => {
    await rm(bucketPath, { recursive: true });
  });

  it('makes parents again that others remove', async () => {
    const calls = new RacingRemovals();
    const file = await AtomicFile.open(calls, { bucketPath, dirMode: 0o755, disableOtmp: false });
    await file.publish(join(bucketPath, 'a/key'), { replace: false });
    await file.discard();
    expect(calls.removals).toBe(0);
    expect(await readdir(join(bucketPath, 'a'))).toEqual(['key']);
  });

  it('replaces a name although others remove it and its parents', async () => {
    const calls = new RacingReplacements();
    await mkdir(join(bucketPath, 'a'));
    await writeFile(join(bucketPath, 'a/key'), 'old');
    const file = await AtomicFile.open(calls, { bucketPath, dirMode: 0o755, disableOtmp: false });
    await file.publish(join(bucketPath, 'a/key'), { replace: true });
    await file.discard();
    expect(calls.removals).toBe(0);
    expect(await readdir(join(bucketPath, 'a'))).toEqual(['key']);
    expect(await readdir(join(bucketPath, '.sgwtmp'))).toEqual([]);
  });

  it('has a temporary name only where the file system needs one', async () => {
    const options = { bucketPath, dirMode: 0o755, disableOtmp: false };
    const unnamed = await AtomicFile.open(new SyncFileCalls(), options);
    const named = await AtomicFile.open(new WithoutTmpfile(), options);
    expect(unnamed.path).toBeUndefined();
    expect(new SyncFileCalls().stat(named.path ?? '')?.mode).toBe(constants.S_IFREG | 0o644);
    await unnamed.discard();
    await named.discard();
  });
});
