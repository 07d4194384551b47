import { setTimeout as sleep } from 'node:timers/promises';
import type { MaybePromise } from '../../common/maybe-promise.js';
import { errorCode } from './io/system-error.js';
import { makeDirectories } from './make-directories.js';
import type { Storage } from './storage.js';

/** Parents that others remove at the same time are made again so often. */
const ATTEMPTS = 10;

export interface ParentPlan {
  /** Exists. */
  readonly base: string;
  /** The parent of what `step` makes, below `base`. */
  readonly parent: string;
}

/**
 * Runs `step`, which gives something its name, and makes the parents that it misses. Gives back the directories that
 * were made.
 * @throws what `step` throws; ENOENT when `base` is gone; ENOTDIR when a parent is a file
 */
export async function withParents(
  { calls, config }: Pick<Storage, 'calls' | 'config'>,
  { base, parent }: ParentPlan,
  step: () => MaybePromise<void>,
): Promise<readonly string[]> {
  const made: string[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return made;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS || !(await calls.stat(base))) throw error;
    }
    if (attempt > 1) await sleep(1 + Math.random() * 2 ** attempt);
    try {
      if (parent !== base) made.push(...(await makeDirectories(calls, base, parent, config.dirPerms)));
    } catch (error) {
      // A directory vanished again: the next attempt finds out.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}
