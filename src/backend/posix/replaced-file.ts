import { constants } from 'node:fs';
import { assertRemovable } from '../model/object-lock.js';
import { errorCode } from './io/system-error.js';
import { recordTarget, type ObjectPlace } from './object-place.js';
import { lockOf } from './object-record.js';
import type { Storage } from './storage.js';

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What names that are no files of ours say. */
const NOT_OURS: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES']);

export interface Replacement {
  /** The caller has looked at the lock of the version, or keeps the version elsewhere. */
  readonly checked?: boolean;
  readonly bypassGovernance?: boolean;
}

/**
 * Runs `change`, which takes the file of an object away for good, and removes what its record left elsewhere, where
 * that is found through the file. The caller holds the lock of the key.
 * @throws AccessDenied (Object Lock), and then `change` has not run
 */
export async function replacing(
  storage: Storage,
  place: ObjectPlace,
  change: () => Promise<void>,
  { checked = false, bypassGovernance = false }: Replacement = {},
): Promise<void> {
  const { calls, store } = storage;
  if (!store.travelsWithFile) {
    if (!checked) await assertUnlocked(storage, place, bypassGovernance);
    return change();
  }
  const old = await openOld(storage, place.path);
  if (old === undefined) return change();
  try {
    const record = await store.leaving({ ...recordTarget(place), fd: old });
    if (!checked) assertRemovable(lockOf(record.lock), bypassGovernance);
    await change();
    await record.forget();
  } finally {
    await calls.close(old);
  }
}

/** @throws AccessDenied when the object or version at a place must stay */
export async function assertUnlocked(
  { store }: Storage,
  place: ObjectPlace,
  bypassGovernance = false,
): Promise<void> {
  const { lock } = await store.leaving(recordTarget(place));
  assertRemovable(lockOf(lock), bypassGovernance);
}

async function openOld({ calls }: Storage, path: string): Promise<number | undefined> {
  try {
    return await calls.open(path, OPEN_FLAGS);
  } catch (error) {
    if (NOT_OURS.has(errorCode(error))) return undefined;
    throw error;
  }
}
