import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Error } from '../../errors/s3.error.js';

export interface LockFileOptions {
  /** A lock that did not change for so long, in milliseconds, was left by a process that died. */
  readonly staleAfter?: number;
  /** Milliseconds to wait for the lock altogether. */
  readonly patience?: number;
}

const POLL_MS = 20;

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/**
 * Mutual exclusion among processes, on one machine or several, by a file that only its holder may create.
 * The age of a lock is what a waiter has seen of it on its own clock: clocks of machines are never compared.
 */
export class LockFile {
  private readonly staleAfter: number;
  private readonly patience: number;

  constructor(
    private readonly path: string,
    options: LockFileOptions = {},
  ) {
    this.staleAfter = options.staleAfter ?? 10_000;
    this.patience = options.patience ?? 30_000;
  }

  /**
   * Runs `body` while the lock is held. `body` calls `assertHeld` before the step that cannot be undone: it throws when
   * another process took this one for dead.
   * @throws S3Error OperationAborted when the lock was not free in time
   */
  async hold<T>(body: (assertHeld: () => Promise<void>) => Promise<T>): Promise<T> {
    const token = randomUUID();
    await this.acquire(token);
    try {
      return await body(async () => {
        if ((await this.holder()) !== token) throw new S3Error('OperationAborted');
      });
    } finally {
      if ((await this.holder()) === token) await this.remove(this.path);
    }
  }

  private async acquire(token: string): Promise<void> {
    const started = performance.now();
    let seen: string | undefined;
    let seenSince = started;
    while (!(await this.create(token))) {
      const now = performance.now();
      const holder = await this.holder();
      if (holder !== seen) {
        seen = holder;
        seenSince = now;
      }
      if (holder !== undefined && now - seenSince >= this.staleAfter) await this.breakLock(holder);
      else if (now - started >= this.patience) throw new S3Error('OperationAborted');
      else await sleep(POLL_MS);
    }
  }

  private async create(token: string): Promise<boolean> {
    try {
      await writeFile(this.path, token, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    }
  }

  /** Takes the dead holder's lock away. Of several that try, one moves it; who moved a living one gives it back. */
  private async breakLock(holder: string): Promise<void> {
    const aside = `${this.path}.${randomUUID()}`;
    try {
      await rename(this.path, aside);
    } catch (error) {
      if (isCode(error, 'ENOENT')) return;
      throw error;
    }
    const moved = await readFile(aside, 'utf8');
    if (moved !== holder) await this.giveBack(aside);
    await this.remove(aside);
  }

  /** Unless somebody took the lock meanwhile; the holder then finds out by `assertHeld`. */
  private async giveBack(aside: string): Promise<void> {
    try {
      await link(aside, this.path);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }

  /** The token in the file; empty in the moment of its creation, `undefined` when the lock is free. */
  private async holder(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  private async remove(path: string): Promise<void> {
    try {
      await unlink(path);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
  }
}
