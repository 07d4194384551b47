import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Error } from '../../errors/s3.error.js';
import type { FileCalls } from './io/file-calls.js';
import { errorCode } from './io/system-error.js';
import { makeDirectories } from './make-directories.js';
import { TEMPORARY_FOLDER } from './safe-path.js';

/** Milliseconds a writer waits for its turn. */
const MAX_WAIT = 30_000;

/** Milliseconds between two looks at a lock that another process holds. */
const MAX_POLL = 50;

const LOCK_FILE_FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;

/** What file systems without `flock` say (Lustre mounted without it, some FUSE): there only this process is excluded. */
const NO_LOCKS: ReadonlySet<string | undefined> = new Set(['ENOSYS', 'EOPNOTSUPP']);

/** On a full disk too: there is no room for the lock file, but what is deleted makes some. */
const NO_ROOM: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Lets one writer of a key work at a time: inside the process by a queue, among all processes on the file system by
 * `flock` on a file of the bucket's temporary folder. The kernel lets go of a lock whose holder dies. Only the
 * holder removes the file, so none stays behind.
 */
export class KeyLock {
  /** The end of the queue of each key that somebody works on. */
  private readonly queues = new Map<string, Promise<void>>();

  constructor(
    private readonly calls: FileCalls,
    private readonly dirMode: number,
    private readonly maxWait = MAX_WAIT,
  ) {}

  /**
   * Runs `body` while nobody else holds the key. Not reentrant.
   * @throws OperationAborted when the turn does not come in time; ENOENT when the bucket is gone
   */
  async withKey<T>(bucketPath: string, key: string, body: () => Promise<T>): Promise<T> {
    const id = `${bucketPath}\0${key}`;
    const deadline = performance.now() + this.maxWait;
    const before = this.queues.get(id);
    const turn = Promise.withResolvers<void>();
    const queue = before ? before.then(() => turn.promise) : turn.promise;
    this.queues.set(id, queue);
    try {
      if (before) await within(before, this.maxWait);
      const path = lockPath(bucketPath, key);
      const fd = await this.acquire(bucketPath, path, deadline);
      try {
        return await body();
      } finally {
        if (fd !== undefined) await this.release(path, fd);
      }
    } finally {
      turn.resolve();
      void queue.then(() => this.queues.get(id) === queue && this.queues.delete(id));
    }
  }

  /** Removes the file of a lock whose holder died; one that is held stays. */
  async removeStale(path: string): Promise<void> {
    const fd = await this.calls.open(path, constants.O_RDWR | constants.O_NOFOLLOW);
    if ((await this.tryHold(path, fd)) === 'held') await this.release(path, fd);
    else await this.calls.close(fd);
  }

  /** `undefined` where there can be no lock file. */
  private async acquire(bucketPath: string, path: string, deadline: number): Promise<number | undefined> {
    for (let round = 0; ; round++) {
      const fd = await this.open(bucketPath, path);
      if (fd === undefined) return undefined;
      const state = await this.tryHold(path, fd);
      if (state === 'held') return fd;
      await this.calls.close(fd);
      if (performance.now() > deadline) throw busy();
      if (state === 'busy') await sleep(1 + Math.random() * Math.min(MAX_POLL - 1, 2 ** round));
    }
  }

  /** `stale`: whoever held the lock before has removed the file that was opened. */
  private async tryHold(path: string, fd: number): Promise<'held' | 'busy' | 'stale'> {
    try {
      if (!(await this.calls.tryLock(fd))) return 'busy';
      return sameFile(await this.calls.stat(fd), await this.calls.lstat(path)) ? 'held' : 'stale';
    } catch (error) {
      if (NO_LOCKS.has(errorCode(error))) return 'held';
      await this.calls.close(fd);
      throw error;
    }
  }

  private async open(bucketPath: string, path: string): Promise<number | undefined> {
    try {
      return await this.make(bucketPath, path);
    } catch (error) {
      if (NO_ROOM.has(errorCode(error))) return undefined;
      throw error;
    }
  }

  private async make(bucketPath: string, path: string): Promise<number> {
    try {
      return await this.calls.open(path, LOCK_FILE_FLAGS, 0o600);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await makeDirectories(this.calls, bucketPath, dirname(path), this.dirMode);
      return this.calls.open(path, LOCK_FILE_FLAGS, 0o600);
    }
  }

  /** Quiet: what `body` did stands, and a lock file that stays harms nobody. */
  private async release(path: string, fd: number): Promise<void> {
    try {
      await this.calls.unlink(path);
    } catch {
      // The bucket may be gone by now.
    } finally {
      await this.calls.close(fd);
    }
  }
}

function lockPath(bucketPath: string, key: string): string {
  return `${bucketPath}/${TEMPORARY_FOLDER}/locks/${createHash('sha256').update(key).digest('hex')}`;
}

function sameFile(held: Stats | undefined, named: Stats | undefined): boolean {
  return held !== undefined && held.nlink > 0 && held.ino === named?.ino && held.dev === named.dev;
}

const busy = (): S3Error => new S3Error('OperationAborted');

/** @throws OperationAborted after `milliseconds` */
async function within(turn: Promise<void>, milliseconds: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => Promise.reject(busy()));
  try {
    await Promise.race([turn, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
