import { constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { traced } from '../../tracing/span.js';
import { NULL_VERSION } from '../model/versions.js';
import { AtomicFile } from './atomic-file.js';
import { fastCopy } from './fast-copy.js';
import { syncDirectory, unlinkIfThere } from './io/file-steps.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { ObjectFiles, OpenObject } from './object-files.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { replacing } from './replaced-file.js';
import type { Storage } from './storage.js';
import type { VersionFiles } from './version-files.js';
import {
  entryMembers,
  entryName,
  sequenceBehind,
  sequenceOf,
  versionIdOf,
  versionsBase,
  type VersionEntry,
} from './version-layout.js';
import { withParents } from './with-parents.js';

/** `hard_link`: the kept version is the very file that still has the name of the key. `rename`: nothing has it now. */
export type LinkMethod = 'hard_link' | 'rename' | 'copy';

export interface KeptVersion {
  readonly entry: VersionEntry;
  readonly method: LinkMethod;
}

/** File systems without hard links, and files of others that may not be linked. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'EOPNOTSUPP', 'ENOSYS']);

/** The versions are on another file system, or the file has as many names as it can have. */
const NO_LINK_THERE: ReadonlySet<string | undefined> = new Set(['EXDEV', 'EMLINK']);

interface Copy {
  readonly from: ObjectPlace;
  /** Open file and what is known of it. */
  readonly source: Pick<OpenObject, 'fd' | 'stats'>;
  readonly to: ObjectPlace;
  /** Directories are made below it. */
  readonly base: string;
  readonly members: ObjectRecord;
}

/**
 * Moves versions between the name of their key and its history, without copying bytes where the file system has hard
 * links. A version is linked to where it goes before it loses its place: no reader ever finds it at neither.
 */
export class VersionMoves {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    private readonly versions: VersionFiles,
  ) {}

  /**
   * The current object, for a writer, who closes it. Where a writer that died had moved it away and nothing else has
   * its name it comes back first.
   */
  async openCurrent(place: ObjectPlace): Promise<OpenObject | undefined> {
    const live = await this.files.tryOpen(place);
    if (live) return live;
    const [newest] = await this.versions.entries(place);
    if (!newest || newest.isDeleteMarker) return undefined;
    try {
      await this.restore(place, newest);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return undefined;
    }
    return this.files.tryOpen(place);
  }

  /** Enters the current object, which is about to lose its name, into the history of its key. */
  async keep(place: ObjectPlace, live: OpenObject): Promise<KeptVersion> {
    const entry = await this.entryFor(place, live);
    const attributes = { ...placeAttributes(place), 'posix.version_id': entry.versionId };
    return traced('Posix.IO.LinkVersion', attributes, async (span) => {
      try {
        const method = await this.link(place, live, entry);
        span.setAttribute('posix.link_method', method);
        return { entry, method };
      } catch (error) {
        await this.versions.prune(place);
        throw error;
      }
    });
  }

  /** Whether the file still has the name of the key. */
  async isCurrent(place: ObjectPlace, live: OpenObject): Promise<boolean> {
    return isFile(await this.storage.calls.stat(place.path), live);
  }

  /** Undoes `keep`; quiet: why the next version did not come matters more. */
  async giveBack(place: ObjectPlace, live: OpenObject, { entry, method }: KeptVersion): Promise<void> {
    try {
      if (method === 'rename') await this.restore(place, entry);
      // Whatever took the name: what stands in the history may be all that is left of the version.
      else if (await this.isCurrent(place, live))
        await (method === 'copy'
          ? this.versions.remove(place, entry)
          : this.versions.removeTwin(place, entry));
    } catch {
      // The version stands in the history as well as under its key, or there only: readers find it.
    }
  }

  /**
   * Gives a version the name of its key again, in place of what has it.
   * @throws EISDIR, ENOTDIR when it has no place any more; nothing is changed then
   */
  async restore(place: ObjectPlace, entry: VersionEntry): Promise<void> {
    const { calls, store, config } = this.storage;
    const from = this.versions.placeOf(place, entry);
    const attributes = { ...placeAttributes(place), 'posix.version_id': entry.versionId };
    await traced('Posix.IO.RestoreVersion', attributes, async (span) => {
      const method = await this.rename(place, from, entry);
      span.setAttribute('posix.link_method', method);
      // A rename between two names of one file does nothing.
      await unlinkIfThere(calls, from.path);
      if (!store.travelsWithFile) await store.remove(recordTarget(from));
      if (config.durability === 'full') await syncDirectory(calls, dirname(place.path));
    });
    await this.versions.prune(place);
  }

  private async link(place: ObjectPlace, live: OpenObject, entry: VersionEntry): Promise<LinkMethod> {
    const { calls, store } = this.storage;
    const target = this.versions.placeOf(place, entry);
    if (!store.travelsWithFile)
      await store.writeObject({ ...recordTarget(target), stats: live.stats }, live.record);
    try {
      await this.versions.enter(place, target.path, async () => calls.link(place.path, target.path));
    } catch (error) {
      const code = errorCode(error);
      if (await this.isLink(target, live)) {
        // Whoever linked it died before the name had another file.
        if (code === 'EEXIST') return 'hard_link';
        // It has not been brought to the disk.
        throw error;
      }
      if (NO_LINKS.has(code)) return this.renameAway(place, live, entry);
      // A copy whose writer died does not know what was said of the version since then.
      if (code === 'EEXIST' || NO_LINK_THERE.has(code)) return this.copyAway(place, live, entry);
      throw error;
    }
    if (await this.isLink(target, live)) return 'hard_link';
    // The name was a symbolic link, or somebody who knows no lock gave it to another file.
    await unlinkIfThere(calls, target.path);
    return this.copyAway(place, live, entry);
  }

  private async isLink(target: ObjectPlace, live: OpenObject): Promise<boolean> {
    return isFile(await this.storage.calls.lstat(target.path), live);
  }

  private async renameAway(place: ObjectPlace, live: OpenObject, entry: VersionEntry): Promise<LinkMethod> {
    const { calls } = this.storage;
    const target = this.versions.placeOf(place, entry);
    try {
      await this.versions.enter(place, target.path, async () => calls.rename(place.path, target.path));
      return 'rename';
    } catch (error) {
      if (errorCode(error) === 'EXDEV') return this.copyAway(place, live, entry);
      if (await this.isLink(target, live)) await this.giveBack(place, live, { entry, method: 'rename' });
      throw error;
    }
  }

  private async copyAway(place: ObjectPlace, live: OpenObject, entry: VersionEntry): Promise<LinkMethod> {
    const to = this.versions.placeOf(place, entry);
    const base = versionsBase(this.storage.config, place);
    const copy = { from: place, source: live, to, base, members: entryMembers(entry) };
    await replacing(this.storage, to, () => this.copy(copy), { checked: true });
    return 'copy';
  }

  private async rename(place: ObjectPlace, from: ObjectPlace, entry: VersionEntry): Promise<LinkMethod> {
    const { calls, store } = this.storage;
    if (!store.travelsWithFile) await this.moveRecord(place, from);
    const plan = { base: place.bucketPath, parent: dirname(place.path) };
    try {
      await withParents(this.storage, plan, () => calls.rename(from.path, place.path));
      return 'rename';
    } catch (error) {
      if (errorCode(error) !== 'EXDEV') {
        if (!store.travelsWithFile && !(await calls.lstat(place.path)))
          await store.remove(recordTarget(place));
        throw error;
      }
    }
    const fd = await calls.open(from.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const stats = await calls.stat(fd);
      if (!stats) throw new Error('an open file has no status');
      const members = entryMembers(entry);
      await this.copy({ from, source: { fd, stats }, to: place, base: place.bucketPath, members });
    } finally {
      await calls.close(fd);
    }
    // Its record may have members elsewhere, which the copy has of its own.
    await this.versions.remove(place, entry);
    return 'copy';
  }

  /** The record of the version stands beside that of the file which has the name until then. */
  private async moveRecord(place: ObjectPlace, from: ObjectPlace): Promise<void> {
    const { calls, store } = this.storage;
    const stats = await calls.stat(from.path);
    const record = stats && (await store.readObject({ ...recordTarget(from), stats }, true));
    if (stats) await store.writeObject({ ...recordTarget(place), stats }, record ?? {});
  }

  /** With the time of the source, which the new file has not. */
  private async copy({ from, source, to, base, members }: Copy): Promise<void> {
    const { calls, config, store } = this.storage;
    const { fd, stats } = source;
    const options = { bucketPath: base, dirMode: config.dirPerms, disableOtmp: config.disableOtmp };
    const file = await AtomicFile.open(calls, options);
    try {
      const range = { fromFd: fd, fromOffset: 0, toFd: file.fd, toOffset: 0, length: stats.size };
      await fastCopy(this.storage, range);
      const record = await store.readObject({ ...recordTarget(from), fd, stats }, true);
      const copied = { lastModified: stats.mtime.getTime(), ...record, ...members };
      await store.writeObject({ ...recordTarget(to), fd: file.fd, isNew: true }, copied);
      await file.sync(config.durability);
      await file.publish(to.path, { replace: true });
    } finally {
      if (!file.isPublished && store.travelsWithFile)
        await store.remove({ ...recordTarget(to), fd: file.fd });
      await file.discard();
    }
  }

  /** The current object is newer than all the others, whatever the time of a file that was put there by other means. */
  private async entryFor(place: ObjectPlace, live: OpenObject): Promise<VersionEntry> {
    const versionId = versionIdOf(live.record);
    let sequence = sequenceOf(live);
    if (versionId === NULL_VERSION) {
      const entries = await this.versions.entries(place);
      const newest = entries.find((entry) => entry.versionId !== NULL_VERSION)?.sequence ?? '';
      if (newest > sequence) sequence = sequenceBehind(newest);
      const name = entryName(sequence, versionId, false);
      await this.dropOtherNulls(
        place,
        live,
        entries.filter((entry) => entry.name !== name),
      );
    }
    return { sequence, versionId, isDeleteMarker: false, name: entryName(sequence, versionId, false) };
  }

  /** There is one null version of a key: what a writer that died left of an older one goes now. */
  private async dropOtherNulls(
    place: ObjectPlace,
    live: OpenObject,
    others: readonly VersionEntry[],
  ): Promise<void> {
    for (const entry of await this.versions.assertNullsRemovable(place, others)) {
      if (await this.isLink(this.versions.placeOf(place, entry), live))
        await this.versions.removeTwin(place, entry);
      else await this.versions.remove(place, entry);
    }
  }
}

function isFile(found: Stats | undefined, { stats }: Pick<OpenObject, 'stats'>): boolean {
  return found !== undefined && found.ino === stats.ino && found.dev === stats.dev;
}
