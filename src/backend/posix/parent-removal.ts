import type { ObjectPlace } from './object-place.js';
import type { Storage } from './storage.js';

/**
 * Removes a directory that is empty and no object; its key ends in `/`. The lock of the key keeps it from becoming an
 * object between the look and the removal. False when it stays.
 */
export async function removeEmptyParent(
  { calls, locks, store }: Storage,
  { bucket, bucketPath, key, path }: ObjectPlace,
): Promise<boolean> {
  if (!(await calls.isEmpty(path))) return false;
  return locks.withKey(bucketPath, key, async () => {
    // Without metadata nothing tells an object from a parent that has just become empty.
    if (store.type !== 'none' && (await store.readObject({ bucket, name: key, path }))?.directoryObject)
      return false;
    await calls.rmdir(path);
    return true;
  });
}
