import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertWriteCondition, NOTHING, type WriteCondition } from '../model/conditions.js';
import { errorCode } from './io/system-error.js';
import type { ObjectFiles } from './object-files.js';
import { foreignEtag, standing } from './object-info.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { dropRecord, syncFile, writeRecord, type Publication } from './publication.js';
import { assertReplaceable, replacing } from './replaced-file.js';
import type { Storage } from './storage.js';
import type { VersionedWrites } from './versioned-writes.js';

/** What a writer is told. */
export interface Published {
  /** As readers see it. */
  readonly etag: string;
  readonly versionId?: string;
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
    private readonly versioned: VersionedWrites,
  ) {}

  /**
   * The caller discards the file when this throws.
   * @throws AccessDenied (Object Lock), PreconditionFailed, ConditionalRequestConflict, NoSuchKey (If-Match),
   * ExistingObjectIsDirectory, ObjectParentIsFile
   */
  async publish(publication: Publication): Promise<Published> {
    const { store } = this.storage;
    const { versioning } = publication;
    if (versioning && store.type !== 'none') {
      const versionId = await this.versioned.publish(publication, versioning);
      return { etag: await this.visibleEtag(publication), versionId };
    }
    if (!store.travelsWithFile) await this.publishFile(publication);
    else await this.publishDescribed(publication);
    return { etag: await this.visibleEtag(publication) };
  }

  /** The record comes first; what it has outside of the file goes when the file does not get its name. */
  private async publishDescribed(publication: Publication): Promise<void> {
    const { file } = publication;
    await writeRecord(this.storage, publication);
    try {
      await this.publishFile(publication);
    } catch (error) {
      if (!file.isPublished) await dropRecord(this.storage, publication);
      throw error;
    }
  }

  private async publishFile(publication: Publication): Promise<void> {
    const { place } = publication;
    await syncFile(this.storage, publication);
    await traced('Posix.IO.LinkFile', placeAttributes(place), async () => {
      if (this.storage.store.travelsWithFile && (await this.create(publication))) return;
      await this.storage.locks.withKey(place.bucketPath, place.key, async () => this.replace(publication));
    });
  }

  /**
   * Fails early when a condition does not hold or a directory is in the way, before the body is read. Gives back the
   * mark of what stands under the key, where there is a condition. `before`: as of `assertWriteCondition`.
   */
  async assertWritable(
    place: ObjectPlace,
    condition: WriteCondition | undefined,
    before?: string,
  ): Promise<string | undefined> {
    const mark = condition && (await this.assertCondition(place, condition, before));
    const stats = await this.storage.calls.lstat(place.path);
    if (stats?.isDirectory()) throw new S3Error('ExistingObjectIsDirectory', { Key: place.key });
    return mark;
  }

  /** Gives back the mark of what stands under the key. */
  async assertCondition(place: ObjectPlace, condition: WriteCondition, before?: string): Promise<string> {
    const found = await this.files.find(place);
    const existing = found && standing(found, this.storage.config.defaultEtag);
    assertWriteCondition(condition, place.key, existing, before);
    return existing?.mark ?? NOTHING;
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
    const { file, place, condition, before } = publication;
    if (condition) await this.assertWritable(place, condition, before);
    if (this.storage.store.travelsWithFile) {
      if (condition?.ifNoneMatch) await this.createLocked(publication);
      else
        await replacing(this.storage, place, async () =>
          file.publish(place.path, { replace: true, taken: true }),
        );
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
    await assertReplaceable(this.storage, place);
    await writeRecord(this.storage, publication);
    try {
      await file.publish(place.path, { replace: true });
    } catch (error) {
      if (!(await this.storage.calls.lstat(place.path))) await this.storage.store.remove(recordTarget(place));
      throw error;
    }
  }
}
