import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertWriteCondition } from '../model/conditions.js';
import { assertRemovable } from '../model/object-lock.js';
import { nextVersionId } from '../model/version-id.js';
import type { VersioningState } from '../model/versions.js';
import { errorCode } from './io/system-error.js';
import type { OpenObject } from './object-files.js';
import { standing } from './object-info.js';
import { placeAttributes, recordTarget } from './object-place.js';
import { lockOf } from './object-record.js';
import { dropRecord, syncFile, writeRecord, type Publication } from './publication.js';
import { replacing } from './replaced-file.js';
import type { Storage } from './storage.js';
import type { VersionFiles } from './version-files.js';
import { sequenceOf, versionIdOf, type VersionEntry } from './version-layout.js';
import type { KeptVersion, VersionMoves } from './version-moves.js';

/**
 * Writes in buckets with versions. All writers hold the lock of the key: the object that has the name is entered into
 * the history first, then the new file takes its name. A writer that dies in between leaves the same version at both
 * places, which every reader takes for one.
 */
export class VersionedWrites {
  constructor(
    private readonly storage: Storage,
    private readonly versions: VersionFiles,
    private readonly moves: VersionMoves,
  ) {}

  /**
   * Gives back the version id. The caller discards the file when this throws.
   * @throws AccessDenied (a locked null version would be replaced), and as `ObjectPublisher.publish`
   */
  async publish(publication: Publication, versioning: VersioningState): Promise<string> {
    const { file, place } = publication;
    const { store, locks } = this.storage;
    // The id is right unless another writer of the key is faster: bytes and record go to the disk before the lock is held.
    const stamped = stamp(publication, versioning, nextVersionId());
    if (store.travelsWithFile) await writeRecord(this.storage, stamped);
    try {
      await syncFile(this.storage, stamped);
      return await traced('Posix.IO.LinkFile', placeAttributes(place), () =>
        locks.withKey(place.bucketPath, place.key, () => this.takeName(stamped, versioning)),
      );
    } catch (error) {
      if (!file.isPublished && store.travelsWithFile) await dropRecord(this.storage, stamped);
      throw error;
    }
  }

  private async takeName(publication: Publication, versioning: VersioningState): Promise<string> {
    const { place } = publication;
    const live = await this.moves.openCurrent(place);
    try {
      await this.assertCondition(publication, live);
      const isNull = live !== undefined && live.record.versionId === undefined;
      const replaces = isNull && versioning === 'Suspended';
      if (replaces) assertRemovable(lockOf(live.record));
      const isOrdered = live !== undefined && !isNull && versioning === 'Enabled';
      const history = isOrdered ? [] : await this.versions.entries(place);
      const nulls =
        versioning === 'Suspended' ? await this.versions.assertNullsRemovable(place, history) : [];
      const version = await this.inOrder(publication, versioning, newestOf(live, history));
      const kept = live && !replaces ? await this.moves.keep(place, live) : undefined;
      await this.replace(version, live, kept);
      for (const entry of nulls) await this.versions.remove(place, entry);
      return versionIdOf(version.record);
    } finally {
      if (live) await this.storage.calls.close(live.fd);
    }
  }

  private async assertCondition(
    { place, condition, before }: Publication,
    live: OpenObject | undefined,
  ): Promise<void> {
    const { config, calls } = this.storage;
    assertWriteCondition(condition, place.key, live && standing(live, config.defaultEtag), before);
    if (live === undefined && (await calls.lstat(place.path))?.isDirectory())
      throw new S3Error('ExistingObjectIsDirectory', { Key: place.key });
  }

  /** Another writer may have made a newer version meanwhile; the clock may stand behind it. */
  private async inOrder(
    publication: Publication,
    versioning: VersioningState,
    newest: string | undefined,
  ): Promise<Publication> {
    const { versionId, sequence } = publication.record;
    const own = versionId ?? sequence ?? '';
    const { calls, store } = this.storage;
    if (newest === undefined) return publication;
    // Last-Modified follows the order of the versions, not that in which their last bytes came.
    await calls.touch(publication.file.fd);
    if (own > newest) return publication;
    const version = stamp(publication, versioning, nextVersionId(newest));
    if (store.travelsWithFile) await writeRecord(this.storage, version, false);
    return version;
  }

  private async replace(
    version: Publication,
    live: OpenObject | undefined,
    kept: KeptVersion | undefined,
  ): Promise<void> {
    const { place } = version;
    try {
      if (!this.storage.store.travelsWithFile) await writeRecord(this.storage, version);
      const take = (): Promise<void> => this.giveName(version, live);
      // The record of a version that is linked goes on being that of the file in the history.
      if (kept?.method === 'hard_link') await take();
      else await replacing(this.storage, place, take, { checked: true });
    } catch (error) {
      if (live && kept && !version.file.isPublished) await this.moves.giveBack(place, live, kept);
      throw error;
    }
  }

  private async giveName(
    { file, place, condition }: Publication,
    live: OpenObject | undefined,
  ): Promise<void> {
    const { calls, store } = this.storage;
    try {
      await file.publish(place.path, { replace: !condition?.ifNoneMatch, taken: live !== undefined });
    } catch (error) {
      if (!store.travelsWithFile && !(await calls.lstat(place.path))) await store.remove(recordTarget(place));
      // Somebody made a file by other means meanwhile.
      if (condition?.ifNoneMatch && errorCode(error) === 'EEXIST')
        throw new S3Error('PreconditionFailed', { Condition: 'If-None-Match' }, { cause: error });
      throw error;
    }
  }
}

/** The sequence of the newest version that there is. */
export function newestOf(live: OpenObject | undefined, history: readonly VersionEntry[]): string | undefined {
  const current = live && sequenceOf(live);
  const newest = history[0]?.sequence;
  return current !== undefined && (newest === undefined || current > newest) ? current : newest;
}

function stamp(publication: Publication, versioning: VersioningState, sequence: string): Publication {
  const { record } = publication;
  return {
    ...publication,
    record: { ...record, ...(versioning === 'Enabled' ? { versionId: sequence } : { sequence }) },
  };
}
