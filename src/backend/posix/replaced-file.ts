import { constants } from 'node:fs';
import { assertRemovable } from '../model/object-lock.js';
import { errorCode } from './io/system-error.js';
import { DamagedRecordError } from './metadata/damaged-record.error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import { recordTarget, type ObjectPlace } from './object-place.js';
import { lockOf } from './object-record.js';
import type { Storage } from './storage.js';

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What names that are no files of ours say. */
const NOT_OURS: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES']);

/** What `change` replaces or removes, and whether its record has members elsewhere that go with it. */
export interface Replacement {
  /** The lock of the version does not count: it stays elsewhere, or the caller has looked. */
  readonly checked?: boolean;
  readonly bypassGovernance?: boolean;
}

/**
 * Runs `change`, which takes the file of an object away for good, and removes what its record left elsewhere. The
 * caller holds the lock of the key.
 * @throws AccessDenied (Object Lock), and then `change` has not run
 */
export async function replacing(
  storage: Storage,
  place: ObjectPlace,
  change: () => Promise<void>,
  { checked = false, bypassGovernance = false }: Replacement = {},
): Promise<void> {
  const { calls, store } = storage;
  const old = store.travelsWithFile ? await openOld(storage, place.path) : undefined;
  try {
    const readable = old !== undefined || !store.travelsWithFile;
    if (!checked && readable) await assertUnlocked(storage, place, bypassGovernance, old);
    await change();
    if (old !== undefined) await store.remove({ ...recordTarget(place), fd: old });
  } finally {
    if (old !== undefined) await calls.close(old);
  }
}

/** @throws AccessDenied when the object or version at a place must stay */
export async function assertUnlocked(
  { store }: Storage,
  place: ObjectPlace,
  bypassGovernance = false,
  fd?: number,
): Promise<void> {
  const record = await ifWhole(async () =>
    store.readObject({ ...recordTarget(place), ...(fd !== undefined && { fd }) }),
  );
  if (record) assertRemovable(lockOf(record), bypassGovernance);
}

/** A damaged record keeps nobody from replacing its object; nor does one that went with its file. */
async function ifWhole(read: () => Promise<ObjectRecord | undefined>): Promise<ObjectRecord | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedRecordError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function openOld({ calls }: Storage, path: string): Promise<number | undefined> {
  try {
    return await calls.open(path, OPEN_FLAGS);
  } catch (error) {
    if (NOT_OURS.has(errorCode(error))) return undefined;
    throw error;
  }
}
