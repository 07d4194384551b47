import { assertWriteCondition } from '../model/conditions.js';
import { assertRemovable } from '../model/object-lock.js';
import type { DeleteObjectInput, DeleteObjectResult } from '../model/object.js';
import { nextVersionId } from '../model/version-id.js';
import { NULL_VERSION } from '../model/versions.js';
import type { OpenObject } from './object-files.js';
import { standing } from './object-info.js';
import type { ObjectPlace } from './object-place.js';
import { lockOf } from './object-record.js';
import type { ObjectRemoval } from './object-removal.js';
import { replacing } from './replaced-file.js';
import type { Storage } from './storage.js';
import type { VersionFiles } from './version-files.js';
import { versionIdOf, type VersionEntry } from './version-layout.js';
import type { KeptVersion, VersionMoves } from './version-moves.js';
import { newestOf } from './versioned-writes.js';

export interface VersionServices {
  readonly storage: Storage;
  readonly versions: VersionFiles;
  readonly moves: VersionMoves;
  readonly removal: ObjectRemoval;
}

/** A deletion with what was found while the lock of the key is held. */
interface Deletion {
  readonly place: ObjectPlace;
  readonly live: OpenObject | undefined;
  readonly input: DeleteObjectInput;
}

/** A delete marker that is made, and what became of the object that it takes the place of. */
interface Marking extends Pick<VersionEntry, 'sequence' | 'versionId'> {
  readonly kept: KeptVersion | undefined;
}

/** Deletes that make a delete marker or name a version. */
export class VersionedDeletes {
  constructor(private readonly on: VersionServices) {}

  /** @throws AccessDenied (Object Lock), PreconditionFailed, NoSuchKey (If-Match), EISDIR and ENOTDIR as `restore` */
  async delete(place: ObjectPlace, input: DeleteObjectInput): Promise<DeleteObjectResult> {
    const { storage, moves } = this.on;
    return storage.locks.withKey(place.bucketPath, place.key, async () => {
      const live = await moves.openCurrent(place);
      try {
        const found = live && standing(live, storage.config.defaultEtag);
        assertWriteCondition(input.condition, place.key, found);
        const deletion = { place, live, input };
        return await (input.versionId === undefined
          ? this.mark(deletion)
          : this.removeVersion(deletion, input.versionId));
      } finally {
        if (live) await storage.calls.close(live.fd);
      }
    });
  }

  private async mark({ place, live, input }: Deletion): Promise<DeleteObjectResult> {
    const { versions, moves } = this.on;
    const { versioning, bypassGovernance } = input;
    const enabled = versioning === 'Enabled';
    const keeps = live !== undefined && (enabled || live.record.versionId !== undefined);
    if (live && !keeps) assertRemovable(lockOf(live.record), bypassGovernance);
    const isOrdered = enabled && live?.record.versionId !== undefined;
    const history = isOrdered ? [] : await versions.entries(place);
    const nulls = enabled ? [] : await versions.assertNullsRemovable(place, history, bypassGovernance);
    const sequence = nextVersionId(newestOf(live, history));
    const versionId = enabled ? sequence : NULL_VERSION;
    const kept = keeps ? await moves.keep(place, live) : undefined;
    try {
      await versions.addMarker(place, sequence, versionId);
      if (live) await this.removeLive(place, kept);
    } catch (error) {
      if (live) await this.unmark(place, live, { sequence, versionId, kept });
      throw error;
    }
    for (const entry of nulls) await versions.remove(place, entry);
    return { deleteMarker: true, versionId };
  }

  private async removeLive(place: ObjectPlace, kept: KeptVersion | undefined): Promise<void> {
    const { removal } = this.on;
    if (kept && kept.method !== 'copy') await removal.removeName(place);
    else await removal.remove(place, { checked: true });
  }

  /** Takes the marker of an object back that could not make way for it. */
  private async unmark(place: ObjectPlace, live: OpenObject, marking: Marking): Promise<void> {
    const { versions, moves } = this.on;
    const { sequence, versionId, kept } = marking;
    if (kept?.method !== 'rename' && !(await moves.isCurrent(place, live))) return;
    await versions.dropMarker(place, sequence, versionId);
    if (kept) await moves.giveBack(place, live, kept);
  }

  private async removeVersion(deletion: Deletion, versionId: string): Promise<DeleteObjectResult> {
    const { place, live, input } = deletion;
    const { versions, moves } = this.on;
    const history = await versions.entries(place);
    const found = history.filter((entry) => entry.versionId === versionId);
    const heir = history.find((entry) => entry.versionId !== versionId);
    if (live && versionIdOf(live.record) === versionId) {
      assertRemovable(lockOf(live.record), input.bypassGovernance);
      await this.removeCurrent(deletion, found, heir);
      return { versionId };
    }
    for (const entry of found) await versions.assertRemovable(place, entry, input.bypassGovernance);
    const newest = history[0];
    const isCover = !live && newest?.isDeleteMarker === true && newest.versionId === versionId;
    // First: where it has no place any more nothing changes.
    if (isCover && heir && !heir.isDeleteMarker) await moves.restore(place, heir);
    for (const entry of found) await versions.remove(place, entry);
    return found[0]?.isDeleteMarker ? { deleteMarker: true, versionId } : { versionId };
  }

  /** The version before it becomes the current one, in one step. */
  private async removeCurrent(
    { place }: Deletion,
    twins: readonly VersionEntry[],
    heir: VersionEntry | undefined,
  ): Promise<void> {
    const { storage, versions, moves, removal } = this.on;
    for (const twin of twins) await versions.removeTwin(place, twin);
    if (!heir || heir.isDeleteMarker) await removal.remove(place, { checked: true });
    else await replacing(storage, place, () => moves.restore(place, heir), { checked: true });
  }
}
