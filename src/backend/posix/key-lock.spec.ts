import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Error } from '../../errors/s3.error.js';
import { AsyncFileCalls } from './io/async-file-calls.js';
import type { FileCalls } from './io/file-calls.js';
import { SyncFileCalls } from './io/sync-file-calls.js';
import { systemError } from './io/system-error.js';
import { KeyLock } from './key-lock.js';

/** Another process that takes the lock of a file and keeps it. */
const HOLDER = `
  const koffi = require('koffi');
  const fd = require('node:fs').openSync(process.argv[1], 'a+');
  koffi.load(null).func('int flock(int, int)')(fd, 2);
  process.stdout.write('held');
  setInterval(() => {}, 1000);
`;

describe.each<[string, () => FileCalls]>([
  ['synchronous calls', () => new SyncFileCalls()],
  ['asynchronous calls', () => new AsyncFileCalls()],
])('KeyLock with %s', (_name, make) => {
  let bucketPath = '';
  const lock = (maxWait?: number): KeyLock => new KeyLock(make(), 0o755, maxWait);

  beforeEach(async () => {
    bucketPath = await mkdtemp(join(tmpdir(), 'key-lock-'));
  });

  afterEach(async () => {
    await rm(bucketPath, { recursive: true, force: true });
  });

  it('lets one at a time work on a key, among several locks too', async () => {
    const locks = [lock(), lock(), lock()];
    let inside = 0;
    let most = 0;
    let total = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      const before = total;
      await sleep(1);
      total = before + 1;
      inside--;
    };
    await Promise.all(
      Array.from({ length: 8 }, () => locks).flatMap((all) =>
        all.map((keys) => keys.withKey(bucketPath, 'key', work)),
      ),
    );
    expect([most, total]).toEqual([1, 24]);
    expect(await readdir(join(bucketPath, '.sgwtmp/locks'))).toEqual([]);
  });

  it('does not hold up other keys', async () => {
    const [first, second] = [lock(), lock()];
    const inner = await first.withKey(bucketPath, 'a', () =>
      first.withKey(bucketPath, 'b', () => second.withKey(bucketPath, 'c', async () => 'in')),
    );
    expect(inner).toBe('in');
  });

  it('gives back what the body gives, and lets go when it throws', async () => {
    const keys = lock();
    await expect(keys.withKey(bucketPath, 'key', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await keys.withKey(bucketPath, 'key', async () => 42)).toBe(42);
  });

  it('gives up with OperationAborted when its turn does not come', async () => {
    const outcome = (keys: KeyLock): Promise<unknown> =>
      keys.withKey(bucketPath, 'key', async () => 'in').catch((error: unknown) => (error as S3Error).code);
    const queued = lock(20);
    await lock().withKey(bucketPath, 'key', async () => {
      expect(await outcome(queued)).toBe('OperationAborted');
    });
    await queued.withKey(bucketPath, 'key', async () => {
      expect(await outcome(queued)).toBe('OperationAborted');
    });
    expect(await outcome(queued)).toBe('in');
  });

  it('waits for another process, and is let in when that process dies', async () => {
    const folder = join(bucketPath, '.sgwtmp/locks');
    await mkdir(folder, { recursive: true });
    const path = join(folder, createHash('sha256').update('key').digest('hex'));
    const holder = spawn(process.execPath, ['-e', HOLDER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      const refused = lock(20).withKey(bucketPath, 'key', async () => undefined);
      await expect(refused).rejects.toMatchObject({ code: 'OperationAborted' });
      const waiting = lock().withKey(bucketPath, 'key', async () => 'in');
      holder.kill('SIGKILL');
      expect(await waiting).toBe('in');
    } finally {
      holder.kill('SIGKILL');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over a lock file that a dead process left', async () => {
    const folder = join(bucketPath, '.sgwtmp/locks');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, createHash('sha256').update('key').digest('hex')), '');
    expect(await lock().withKey(bucketPath, 'key', async () => 'in')).toBe('in');
    expect(await readdir(folder)).toEqual([]);
  });

  it('excludes at least this process where a full disk has no room for the lock file', async () => {
    const calls = make();
    const open = calls.open.bind(calls);
    calls.open = (path, flags, mode) => {
      if (path.includes('/locks/')) throw systemError(constants.errno.ENOSPC, 'open', path);
      return open(path, flags, mode);
    };
    const keys = new KeyLock(calls, 0o755);
    const order: string[] = [];
    const work = (name: string) =>
      keys.withKey(bucketPath, 'key', async () => {
        order.push(`${name} in`);
        await sleep(1);
        order.push(`${name} out`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  it('says ENOENT when the bucket is gone', async () => {
    await rm(bucketPath, { recursive: true });
    await expect(lock().withKey(bucketPath, 'key', async () => 'in')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
