import { assertWriteCondition } from '../model/conditions.js';
import type { DeleteObjectInput, DeleteObjectResult } from '../model/object.js';
import { NULL_VERSION } from '../model/versions.js';
import type { DirectoryObjects } from './directory-objects.js';
import type { ObjectFiles } from './object-files.js';
import type { ObjectPlace } from './object-place.js';
import type { ObjectPublisher } from './object-publisher.js';
import type { ObjectRemoval } from './object-removal.js';
import type { Storage } from './storage.js';
import type { VersionedDeletes } from './versioned-deletes.js';

export interface DeleteServices {
  readonly storage: Storage;
  readonly files: ObjectFiles;
  readonly publisher: ObjectPublisher;
  readonly directories: DirectoryObjects;
  readonly removal: ObjectRemoval;
  readonly versioned: VersionedDeletes;
}

/** DeleteObject. */
export class ObjectDeletes {
  constructor(private readonly on: DeleteServices) {}

  async delete(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    const { bucket, key, versionId, versioning } = input;
    const place = await this.on.files.place(bucket, key);
    const hasVersions = this.on.storage.store.type !== 'none' && !key.endsWith('/');
    if (hasVersions && (versioning || versionId !== undefined)) return this.on.versioned.delete(place, input);
    if (versionId === undefined || versionId === NULL_VERSION) await this.remove(place, input);
    return versionId === undefined ? {} : { versionId };
  }

  private async remove(place: ObjectPlace, input: DeleteObjectInput): Promise<void> {
    const { storage, publisher, directories, removal } = this.on;
    const { condition, bypassGovernance } = input;
    const isDirectory = (await storage.calls.lstat(place.path))?.isDirectory();
    if (isDirectory === undefined || isDirectory !== place.key.endsWith('/')) {
      assertWriteCondition(condition, place.key, undefined);
      return;
    }
    await storage.locks.withKey(place.bucketPath, place.key, async () => {
      if (condition) await publisher.assertCondition(place, condition);
      await (isDirectory
        ? directories.remove(place, bypassGovernance)
        : removal.remove(place, { bypassGovernance }));
    });
  }
}
