import { dirname } from 'node:path';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertWriteCondition, type WriteCondition } from '../model/conditions.js';
import { assertRemovable } from '../model/object-lock.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { ObjectFiles } from './object-files.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { standing } from './object-info.js';
import { lockOf } from './object-record.js';
import { removeEmptyParent } from './parent-removal.js';
import { assertUnlocked } from './replaced-file.js';
import type { Storage } from './storage.js';

/** A parent that a racing delete has just removed is made again so often. */
const ATTEMPTS = 10;

/** Objects whose key ends in `/`: directories with a record. Directories without one are only the parents of keys. */
export class DirectoryObjects {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
  ) {}

  /** @throws AccessDenied (Object Lock), PreconditionFailed, NoSuchKey (If-Match), ObjectParentIsFile */
  async put(place: ObjectPlace, record: ObjectRecord, condition?: WriteCondition): Promise<void> {
    const { bucketPath, key, path } = place;
    await this.storage.locks.withKey(bucketPath, key, async () => {
      if (condition) {
        const found = await this.files.find(place);
        assertWriteCondition(condition, key, found && standing(found, this.storage.config.defaultEtag));
      }
      await assertUnlocked(this.storage, place);
      const target = recordTarget(place);
      for (let attempt = 1; ; attempt++) {
        try {
          await this.makeDirectory(bucketPath, path);
          await this.storage.store.writeObject(target, { ...record, directoryObject: true });
          return;
        } catch (error) {
          if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
          await this.storage.calls.readdir(bucketPath);
        }
      }
    });
  }

  /**
   * The caller holds the lock of the key.
   * @throws AccessDenied (Object Lock), ErrDirectoryNotEmpty for a parent of keys that is no object
   */
  async remove(place: ObjectPlace, bypassGovernance = false): Promise<void> {
    const { calls, store } = this.storage;
    const target = recordTarget(place);
    const stats = await calls.lstat(place.path);
    if (!stats?.isDirectory()) return;
    const record = await store.readObject(target);
    assertRemovable(record && lockOf(record), bypassGovernance);
    await traced('Posix.IO.Remove', placeAttributes(place), async () => {
      try {
        if (store.travelsWithFile) await store.remove(target);
        await calls.rmdir(place.path);
        if (!store.travelsWithFile) await store.remove(target);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return;
        if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
        if (!record?.directoryObject)
          throw new S3Error('ErrDirectoryNotEmpty', { Key: place.key }, { cause: error });
        // Keys below it stay: from now on it is only their parent.
        await store.writeObject(target, {});
      }
    });
    await this.prune(place);
  }

  /** Removes the parents of a removed object upward, as long as they are empty and no objects themselves. */
  async prune({ bucket, bucketPath, path }: ObjectPlace): Promise<void> {
    for (let parent = dirname(path); parent.length > bucketPath.length; parent = dirname(parent)) {
      const key = `${parent.slice(bucketPath.length + 1)}/`;
      try {
        if (!(await removeEmptyParent(this.storage, { bucket, bucketPath, key, path: parent }))) return;
      } catch (error) {
        // Whatever keeps a parent, the object is gone.
        if (errorCode(error) === undefined) throw error;
        return;
      }
    }
  }

  private async makeDirectory(bucketPath: string, path: string): Promise<void> {
    const { calls, config } = this.storage;
    for (let end = path.indexOf('/', bucketPath.length + 1); ; end = path.indexOf('/', end + 1)) {
      const directory = end === -1 ? path : path.slice(0, end);
      try {
        await calls.mkdir(directory, config.dirPerms);
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if (!(await calls.stat(directory))?.isDirectory())
          throw new S3Error('ObjectParentIsFile', {}, { cause: error });
      }
      if (end === -1) return;
    }
  }
}
