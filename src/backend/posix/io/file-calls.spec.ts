import { constants } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsyncFileCalls } from './async-file-calls.js';
import type { FileCalls } from './file-calls.js';
import { SyncFileCalls } from './sync-file-calls.js';

const { O_CREAT, O_DIRECTORY, O_RDONLY, O_RDWR, O_WRONLY } = constants;
const O_TMPFILE = 0o20000000 | O_DIRECTORY;

/** The code that a call fails with, whether it throws or rejects. */
async function codeOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  return undefined;
}

describe.each<[string, () => FileCalls]>([
  ['SyncFileCalls', () => new SyncFileCalls()],
  ['AsyncFileCalls', () => new AsyncFileCalls()],
])('%s', (_name, make) => {
  const calls = make();
  let root = '';
  const at = (name: string): string => join(root, name);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'file-calls-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  it('writes, reads and syncs an open file', async () => {
    const fd = await calls.open(at('file'), O_RDWR | O_CREAT, 0o640);
    await calls.write(fd, Buffer.from('hello world'), 2);
    const buffer = Buffer.alloc(64);
    expect(await calls.read(fd, buffer, 0)).toBe(13);
    expect(buffer.toString('latin1', 0, 13)).toBe('\0\0hello world');
    expect(await calls.read(fd, buffer, 13)).toBe(0);
    await calls.fsync(fd);
    expect((await calls.stat(fd))?.size).toBe(13);
    await calls.close(fd);
    expect((await calls.stat(at('file')))?.mode).toBe(0o100640);
    expect(await calls.readFile(at('file'))).toEqual(Buffer.from('\0\0hello world'));
  });

  it('tells empty directories from others', async () => {
    await mkdir(at('empty'));
    await mkdir(at('parent/child'), { recursive: true });
    expect([await calls.isEmpty(at('empty')), await calls.isEmpty(at('parent'))]).toEqual([true, false]);
    expect(await codeOf(() => calls.isEmpty(at('missing')))).toBe('ENOENT');
  });

  it('answers undefined for names that are not there', async () => {
    await writeFile(at('file'), '');
    for (const path of [at('missing'), at('file/below')]) {
      expect(await calls.stat(path)).toBeUndefined();
      expect(await calls.lstat(path)).toBeUndefined();
      expect(await calls.readFile(path)).toBeUndefined();
    }
  });

  it('reports failures with their codes', async () => {
    await writeFile(at('file'), '');
    await mkdir(at('full/child'), { recursive: true });
    expect(await codeOf(() => calls.open(at('missing'), O_RDONLY))).toBe('ENOENT');
    expect(await codeOf(() => calls.mkdir(at('full'), 0o755))).toBe('EEXIST');
    expect(await codeOf(() => calls.mkdir(at('file/child'), 0o755))).toBe('ENOTDIR');
    expect(await codeOf(() => calls.rmdir(at('full')))).toBe('ENOTEMPTY');
    expect(await codeOf(() => calls.rename(at('file'), at('full')))).toBe('EISDIR');
    expect(await codeOf(() => calls.link(at('file'), at('full')))).toBe('EEXIST');
    expect(await codeOf(() => calls.unlink(at('missing')))).toBe('ENOENT');
    expect(await codeOf(() => calls.readFile(at('full')))).toBe('EISDIR');
    expect(await codeOf(() => calls.setxattr(at('missing'), 'user.a', Buffer.from('1')))).toBe('ENOENT');
    expect(await codeOf(() => calls.getxattr(at('missing'), 'user.a'))).toBe('ENOENT');
  });

  it('refuses a name with NUL, which the kernel would read as another one', async () => {
    await writeFile(at('file'), '');
    expect(await codeOf(() => calls.setxattr(`${at('file')}\0tail`, 'user.a', Buffer.from('1')))).toBe(
      'EINVAL',
    );
    expect(await calls.listxattr(at('file'))).toEqual([]);
  });

  it('moves, links and lists files', async () => {
    await calls.mkdir(at('dir'), 0o755);
    await writeFile(at('dir/a'), 'a');
    await calls.rename(at('dir/a'), at('dir/b'));
    await calls.link(at('dir/b'), at('dir/c'));
    const entries = await calls.readdir(at('dir'));
    expect(entries.map((entry) => `${entry.name} ${entry.isFile()}`).toSorted()).toEqual([
      'b true',
      'c true',
    ]);
    expect((await calls.lstat(at('dir/b')))?.nlink).toBe(2);
    await calls.unlink(at('dir/b'));
    await calls.unlink(at('dir/c'));
    await calls.rmdir(at('dir'));
    expect(await calls.stat(at('dir'))).toBeUndefined();
  });

  it('names a file that had no name, and not twice', async () => {
    const fd = await calls.open(root, O_TMPFILE | O_WRONLY, 0o644);
    await calls.write(fd, Buffer.from('whole'), 0);
    expect(await calls.readdir(root)).toEqual([]);
    await calls.linkOpenFile(fd, at('named'));
    expect(await codeOf(() => calls.linkOpenFile(fd, at('named')))).toBe('EEXIST');
    expect(await codeOf(() => calls.linkOpenFile(fd, at('missing/named')))).toBe('ENOENT');
    await calls.close(fd);
    expect(await calls.readFile(at('named'))).toEqual(Buffer.from('whole'));
  });

  it('keeps attributes by path and by descriptor', async () => {
    const fd = await calls.open(at('file'), O_RDWR | O_CREAT, 0o644);
    const binary = Buffer.from([0, 1, 255, 0]);
    for (const file of [fd, at('file')]) {
      expect(await calls.getxattr(file, 'user.one')).toBeUndefined();
      await calls.setxattr(file, 'user.one', binary);
      await calls.setxattr(file, 'user.empty', Buffer.alloc(0));
      expect(await calls.getxattr(file, 'user.one')).toEqual(binary);
      expect(await calls.getxattr(file, 'user.empty')).toEqual(Buffer.alloc(0));
      expect((await calls.listxattr(file)).toSorted()).toEqual(['user.empty', 'user.one']);
      await calls.removexattr(file, 'user.one');
      await calls.removexattr(file, 'user.one');
      await calls.removexattr(file, 'user.empty');
      expect(await calls.listxattr(file)).toEqual([]);
    }
    await calls.close(fd);
  });

  it('gives back attributes that later calls do not change', async () => {
    await writeFile(at('file'), '');
    await calls.setxattr(at('file'), 'user.a', Buffer.from('first'));
    await calls.setxattr(at('file'), 'user.b', Buffer.from('other'));
    const first = await calls.getxattr(at('file'), 'user.a');
    await calls.getxattr(at('file'), 'user.b');
    expect(first?.toString()).toBe('first');
  });

  it('says so when an attribute is too large for the file system', async () => {
    await writeFile(at('file'), '');
    const code = await codeOf(() => calls.setxattr(at('file'), 'user.big', Buffer.alloc((1 << 16) + 1)));
    expect(code).toBe('E2BIG');
  });

  it('locks one open file at a time until it is closed', async () => {
    const first = await calls.open(at('lock'), O_RDWR | O_CREAT, 0o600);
    const second = await calls.open(at('lock'), O_RDWR);
    expect(await calls.tryLock(first)).toBe(true);
    expect(await calls.tryLock(second)).toBe(false);
    await calls.close(first);
    expect(await calls.tryLock(second)).toBe(true);
    await calls.close(second);
  });

  it('sets the time of the last change, of directories too', async () => {
    await writeFile(at('file'), '');
    await mkdir(at('folder'));
    for (const path of [at('file'), at('folder')]) {
      await utimes(path, 1, 1);
      const fd = await calls.open(path, O_RDONLY);
      await calls.touch(fd);
      await calls.close(fd);
      expect((await stat(path)).mtimeMs).toBeGreaterThan(Date.parse('2020-01-01'));
    }
    expect(await codeOf(() => calls.touch(-1))).toBe('EBADF');
  });
});
