import { errorCode } from './io/system-error.js';
import { DamagedRecordError } from './metadata/damaged-record.error.js';
import type { ObjectRecord, RecordTarget } from './metadata/metadata-store.js';
import { isDirectoryObject } from './object-files.js';
import type { FoundObject } from './object-info.js';
import { recordTarget, type ObjectPlace } from './object-place.js';
import type { Storage } from './storage.js';

/** An object that is replaced while it is looked at is looked at again. */
const ATTEMPTS = 5;

/**
 * What stands at a place, for a listing: without opening it. `undefined` for a parent of keys that is no object, and
 * for what went away meanwhile.
 */
export async function describeFile(storage: Storage, place: ObjectPlace): Promise<FoundObject | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryDescribe(storage, place);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      if (attempt === ATTEMPTS) return undefined;
    }
  }
}

/** @throws ENOENT when it went away or was replaced meanwhile */
async function tryDescribe(storage: Storage, place: ObjectPlace): Promise<FoundObject | undefined> {
  const { key, path, recordName } = place;
  const isDirectory = key.endsWith('/');
  const stats = await storage.calls.stat(path);
  if (!stats || stats.isDirectory() !== isDirectory) return undefined;
  const record = await readRecord(storage, { ...recordTarget(place), stats });
  if (isDirectory && !(await isDirectoryObject(storage, record, path))) return undefined;
  return { key, path, recordName, stats, record: record ?? {} };
}

/** One object whose record is damaged must not hide the others: it is listed as if it had none. */
async function readRecord({ store }: Storage, target: RecordTarget): Promise<ObjectRecord | undefined> {
  try {
    return await store.readObject(target);
  } catch (error) {
    if (error instanceof DamagedRecordError) return undefined;
    throw error;
  }
}
