import { constants } from 'node:fs';
import { S3Error } from '../../errors/s3.error.js';
import { versioningOf } from '../model/bucket-settings.js';
import { assertRemovable } from '../model/object-lock.js';
import { BucketRecords } from './bucket-record.js';
import { errorCode } from './io/system-error.js';
import type { LeavingRecord } from './metadata/metadata-store.js';
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
 * @throws AccessDenied (Object Lock), OperationAborted (see `assertReplaceable`), and then `change` has not run
 */
export async function replacing(
  storage: Storage,
  place: ObjectPlace,
  change: () => Promise<void>,
  { checked = false, bypassGovernance = false }: Replacement = {},
): Promise<void> {
  const { calls, store } = storage;
  if (!store.travelsWithFile) {
    if (!checked) await assertReplaceable(storage, place, bypassGovernance);
    return change();
  }
  const old = await openOld(storage, place.path);
  if (old === undefined) return change();
  try {
    const record = await store.leaving({ ...recordTarget(place), fd: old });
    if (!checked) {
      assertRemovable(lockOf(record.lock), bypassGovernance);
      await assertNoVersion(storage, place, record);
    }
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

/**
 * For whoever knows the bucket as one without versions: that was true when the request began.
 * @throws AccessDenied (Object Lock); OperationAborted when the object is a version of a bucket that has versions now
 */
export async function assertReplaceable(
  storage: Storage,
  place: ObjectPlace,
  bypassGovernance = false,
): Promise<void> {
  const record = await storage.store.leaving(recordTarget(place));
  assertRemovable(lockOf(record.lock), bypassGovernance);
  await assertNoVersion(storage, place, record);
}

/** Files that came from another bucket bear ids too: where the bucket has no versions these mean nothing. */
async function assertNoVersion(
  storage: Storage,
  { bucket, bucketPath }: ObjectPlace,
  { lock }: LeavingRecord,
): Promise<void> {
  if (lock.versionId === undefined) return;
  if (versioningOf(await new BucketRecords(storage).read(bucket, bucketPath)) !== undefined)
    throw new S3Error('OperationAborted');
}

async function openOld({ calls }: Storage, path: string): Promise<number | undefined> {
  try {
    return await calls.open(path, OPEN_FLAGS);
  } catch (error) {
    if (NOT_OURS.has(errorCode(error))) return undefined;
    throw error;
  }
}
