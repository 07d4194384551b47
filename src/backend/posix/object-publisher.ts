import { constants } from 'node:fs';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertWriteCondition, type WriteCondition } from '../model/conditions.js';
import type { AtomicFile } from './atomic-file.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord, RecordTarget } from './metadata/metadata-store.js';
import type { ObjectFiles, ObjectPlace } from './object-files.js';
import { foreignEtag, validators } from './object-info.js';
import type { Storage } from './storage.js';

/** A whole, verified file that waits for its name. */
export interface Publication {
  readonly file: AtomicFile;
  readonly place: ObjectPlace;
  readonly record: ObjectRecord;
  readonly condition?: WriteCondition;
}

/**
 * Gives files their names. A name that is free is taken with one call, which fails when it was not free: that decides
 * among racing creators. Whoever replaces or removes an object holds the lock of its key, with a condition or
 * without, so that nothing comes between the check of a condition and the step that it allows.
 */
export class ObjectPublisher {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
  ) {}

  /**
   * Gives back the ETag that readers see. The caller discards the file when this throws.
   * @throws PreconditionFailed, NoSuchKey (If-Match), ExistingObjectIsDirectory, ObjectParentIsFile
   */
  async publish(publication: Publication): Promise<string> {
    const { store } = this.storage;
    if (!store.travelsWithFile) await this.publishFile(publication);
    else await this.publishDescribed(publication);
    return this.visibleEtag(publication);
  }

  /** The record comes first; what it has outside of the file goes when the file does not get its name. */
  private async publishDescribed(publication: Publication): Promise<void> {
    const { file } = publication;
    await this.writeRecord(publication);
    try {
      await this.publishFile(publication);
    } catch (error) {
      if (!file.isPublished) await this.dropRecord(publication);
      throw error;
    }
  }

  private async publishFile(publication: Publication): Promise<void> {
    const { file, place } = publication;
    const { durability } = this.storage.config;
    if (durability !== 'none') await traced('Posix.IO.Sync', {}, async () => file.sync(durability));
    await traced(
      'Posix.IO.LinkFile',
      { 'posix.bucket': place.bucket, 'posix.object': place.key },
      async () => {
        if (this.storage.store.travelsWithFile && (await this.create(publication))) return;
        await this.storage.locks.withKey(place.bucketPath, place.key, async () => this.replace(publication));
      },
    );
  }

  /** Fails early when a condition does not hold or a directory is in the way, before the body is read. */
  async assertWritable(place: ObjectPlace, condition: WriteCondition | undefined): Promise<void> {
    if (condition) await this.assertCondition(place, condition);
    const stats = await this.storage.calls.lstat(place.path);
    if (stats?.isDirectory()) throw new S3Error('ExistingObjectIsDirectory', { Key: place.key });
  }

  async assertCondition(place: ObjectPlace, condition: WriteCondition): Promise<void> {
    const found = await this.files.find(place);
    assertWriteCondition(condition, place.key, found && validators(found, this.storage.config.defaultEtag));
  }

  /** Removes what the record of a replaced object left elsewhere; `change` replaces the object. */
  async cleaningUp(place: ObjectPlace, change: () => Promise<void>): Promise<void> {
    const { calls, store } = this.storage;
    const old = store.travelsWithFile ? await this.openOld(place.path) : undefined;
    try {
      await change();
      if (old === undefined) return;
      await store.remove({ ...targetOf(place), fd: old });
    } finally {
      if (old !== undefined) await calls.close(old);
    }
  }

  /** Without metadata the file itself is all that an ETag can be made of. */
  private async visibleEtag({ file, record }: Publication): Promise<string> {
    if (this.storage.store.type !== 'none' && record.etag !== undefined) return record.etag;
    const stats = await this.storage.calls.stat(file.fd);
    if (!stats) throw new Error('a published file is gone');
    return foreignEtag(stats, this.storage.config.defaultEtag);
  }

  /** Takes a free name; false when the way over the lock has to be gone. */
  private async create({ file, place, condition }: Publication): Promise<boolean> {
    if (condition && !condition.ifNoneMatch) return false;
    try {
      await file.publish(place.path, { replace: false });
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      return false;
    }
  }

  private async replace(publication: Publication): Promise<void> {
    const { file, place, condition } = publication;
    if (condition) await this.assertWritable(place, condition);
    if (this.storage.store.travelsWithFile) {
      if (condition?.ifNoneMatch) await this.createLocked(publication);
      else await this.cleaningUp(place, async () => file.publish(place.path, { replace: true, taken: true }));
      return;
    }
    await this.replaceWithRecord(publication);
  }

  /** The name was taken a moment ago and is free now; creators do not hold the lock. */
  private async createLocked(publication: Publication): Promise<void> {
    if (await this.create(publication)) return;
    throw new S3Error('PreconditionFailed', { Condition: 'If-None-Match' });
  }

  /** The record stands elsewhere, beside that of the file which keeps the name when the object does not get it. */
  private async replaceWithRecord(publication: Publication): Promise<void> {
    const { file, place } = publication;
    await this.assertWritable(place, undefined);
    await this.writeRecord(publication);
    try {
      await file.publish(place.path, { replace: true });
    } catch (error) {
      if (!(await this.storage.calls.lstat(place.path))) await this.storage.store.remove(targetOf(place));
      throw error;
    }
  }

  private async writeRecord({ file, place, record }: Publication): Promise<void> {
    const attributes = { 'posix.bucket': place.bucket, 'posix.object': place.key };
    await traced('Posix.IO.WriteMetadata', attributes, async () =>
      this.storage.store.writeObject({ ...targetOf(place), fd: file.fd, isNew: true }, record),
    );
  }

  /** Quiet: why there is no object matters more than that a side file stays. */
  private async dropRecord({ file, place }: Publication): Promise<void> {
    try {
      await this.storage.store.remove({ ...targetOf(place), fd: file.fd });
    } catch {
      // It is never read: nothing names it.
    }
  }

  private async openOld(path: string): Promise<number | undefined> {
    try {
      return await this.storage.calls.open(
        path,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES'].includes(errorCode(error) ?? ''))
        return undefined;
      throw error;
    }
  }
}

const targetOf = ({ bucket, key, path }: ObjectPlace): RecordTarget => ({ bucket, name: key, path });
