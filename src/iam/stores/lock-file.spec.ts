import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockFile } from './lock-file.js';

describe('LockFile', () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glassgate-lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('lets one holder in at a time and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const enter = (): Promise<void> =>
      new LockFile(path).hold(async (assertHeld) => {
        inside += 1;
        most = Math.max(most, inside);
        await assertHeld();
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter(), enter()]);
    expect(most).toBe(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is free again after an error of its holder', async () => {
    const lock = new LockFile(path);
    await expect(lock.hold(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(lock.hold(() => Promise.resolve('ran'))).resolves.toBe('ran');
  });

  it.each(['token of a dead process', ''])('takes over a lock that nobody releases: %p', async (token) => {
    await writeFile(path, token);
    await expect(new LockFile(path, { staleAfter: 0 }).hold(() => readFile(path, 'utf8'))).resolves.not.toBe(
      token,
    );
    expect(await readdir(directory)).toEqual([]);
  });

  it('gives up when the lock does not become free', async () => {
    await writeFile(path, 'somebody');
    const aborted = expect.objectContaining({ code: 'OperationAborted' });
    await expect(new LockFile(path, { patience: 0 }).hold(() => Promise.resolve())).rejects.toEqual(aborted);
    expect(await readFile(path, 'utf8')).toBe('somebody');
  });

  it('tells a holder that another process took over, whose lock it leaves alone', async () => {
    const aborted = expect.objectContaining({ code: 'OperationAborted' });
    const held = new LockFile(path).hold(async (assertHeld) => {
      await writeFile(path, 'another');
      await assertHeld();
    });
    await expect(held).rejects.toEqual(aborted);
    expect(await readFile(path, 'utf8')).toBe('another');
  });
});
