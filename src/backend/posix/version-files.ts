import { dirname } from 'node:path';
import { traced } from '../../tracing/span.js';
import type { DeleteMarker } from '../model/delete-marker.js';
import { isVersionId } from '../model/version-id.js';
import { NULL_VERSION } from '../model/versions.js';
import { createFile, isAbsent, syncDirectory, unlinkIfThere } from './io/file-steps.js';
import { errorCode } from './io/system-error.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { assertUnlocked, replacing } from './replaced-file.js';
import type { Storage } from './storage.js';
import {
  entryName,
  keyFolder,
  versionEntry,
  versionRecordName,
  versionsBase,
  versionsRoot,
  type VersionEntry,
} from './version-layout.js';
import { withParents } from './with-parents.js';

const MARKER_MODE = 0o644;

/** The noncurrent versions and the delete markers of a key. Whoever changes them holds the lock of the key. */
export class VersionFiles {
  constructor(private readonly storage: Storage) {}

  /** Newest first; none where nothing is kept. */
  async entries(place: ObjectPlace): Promise<VersionEntry[]> {
    try {
      const found = await this.storage.calls.readdir(this.folderOf(place));
      const entries = found.flatMap((file) => (file.isFile() && versionEntry(file.name)) || []);
      return entries.sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  /** The version with this id, which may be any text. */
  async find(place: ObjectPlace, versionId: string): Promise<VersionEntry | undefined> {
    if (versionId === NULL_VERSION)
      return (await this.entries(place)).find((entry) => entry.versionId === NULL_VERSION);
    if (!isVersionId(versionId)) return undefined;
    for (const isDeleteMarker of [false, true]) {
      const name = entryName(versionId, versionId, isDeleteMarker);
      const stats = await this.storage.calls.lstat(`${this.folderOf(place)}/${name}`);
      if (stats) return { sequence: versionId, versionId, isDeleteMarker, name };
    }
    return undefined;
  }

  /** Where a version of the key stands. */
  placeOf(place: ObjectPlace, { name }: Pick<VersionEntry, 'name'>): ObjectPlace {
    return {
      ...place,
      path: `${this.folderOf(place)}/${name}`,
      recordName: versionRecordName(place.key, name),
    };
  }

  /** `undefined` when it has gone. */
  async marker(place: ObjectPlace, entry: VersionEntry): Promise<DeleteMarker | undefined> {
    const stats = await this.storage.calls.lstat(this.placeOf(place, entry).path);
    return stats && { key: place.key, versionId: entry.versionId, lastModified: stats.mtime };
  }

  async addMarker(place: ObjectPlace, sequence: string, versionId: string): Promise<void> {
    const { calls, config } = this.storage;
    const { path } = this.placeOf(place, { name: entryName(sequence, versionId, true) });
    const attributes = { ...placeAttributes(place), 'posix.version_id': versionId };
    const make = async (): Promise<void> => {
      const fd = await createFile(calls, path, MARKER_MODE);
      try {
        if (config.durability !== 'none') await calls.fsync(fd);
      } finally {
        await calls.close(fd);
      }
    };
    await traced('Posix.IO.LinkVersion', attributes, async () => {
      try {
        await this.enter(place, path, make);
      } catch (error) {
        await this.dropMarker(place, sequence, versionId);
        throw error;
      }
    });
  }

  /** Undoes `addMarker`; quiet: why it has to be undone matters more. */
  async dropMarker(place: ObjectPlace, sequence: string, versionId: string): Promise<void> {
    const { path } = this.placeOf(place, { name: entryName(sequence, versionId, true) });
    try {
      await unlinkIfThere(this.storage.calls, path);
      await this.prune(place);
    } catch {
      // It stays in the history, behind the object that still has the name of the key.
    }
  }

  /** Takes the null version and null markers among `entries` away. @throws AccessDenied before anything is changed */
  async assertNullsRemovable(
    place: ObjectPlace,
    entries: readonly VersionEntry[],
    bypassGovernance = false,
  ): Promise<readonly VersionEntry[]> {
    const nulls = entries.filter((entry) => entry.versionId === NULL_VERSION);
    for (const entry of nulls) await this.assertRemovable(place, entry, bypassGovernance);
    return nulls;
  }

  /** @throws AccessDenied (Object Lock) */
  async assertRemovable(place: ObjectPlace, entry: VersionEntry, bypassGovernance = false): Promise<void> {
    if (!entry.isDeleteMarker)
      await assertUnlocked(this.storage, this.placeOf(place, entry), bypassGovernance);
  }

  /** For good; the caller has asked whether it may go. */
  async remove(place: ObjectPlace, entry: VersionEntry): Promise<void> {
    const { calls, store } = this.storage;
    const version = this.placeOf(place, entry);
    const attributes = { ...placeAttributes(place), 'posix.version_id': entry.versionId };
    await traced('Posix.IO.Remove', attributes, async () => {
      const unlink = (): Promise<void> => unlinkIfThere(calls, version.path);
      if (entry.isDeleteMarker) return unlink();
      await replacing(this.storage, version, unlink, { checked: true });
      if (!store.travelsWithFile) await store.remove(recordTarget(version));
    });
    await this.prune(place);
  }

  /** Only the name: the version itself stands elsewhere too. */
  async removeTwin(place: ObjectPlace, entry: VersionEntry): Promise<void> {
    const { calls, store } = this.storage;
    const version = this.placeOf(place, entry);
    await unlinkIfThere(calls, version.path);
    if (!store.travelsWithFile) await store.remove(recordTarget(version));
    await this.prune(place);
  }

  /** Runs `step`, which gives a file of the history its name. */
  async enter(place: ObjectPlace, path: string, step: () => Promise<void>): Promise<void> {
    const { calls, config } = this.storage;
    const parent = dirname(path);
    const made = await withParents(this.storage, { base: versionsBase(config, place), parent }, step);
    if (config.durability !== 'full') return;
    for (const directory of new Set([parent, ...made.map((below) => dirname(below))]))
      await syncDirectory(calls, directory);
  }

  /** Removes the directories of the key upward, as long as they are empty. */
  async prune(place: ObjectPlace): Promise<void> {
    const root = versionsRoot(this.storage.config, place);
    for (let folder = this.folderOf(place); folder.length > root.length; folder = dirname(folder)) {
      try {
        await this.storage.calls.rmdir(folder);
      } catch (error) {
        // Whatever keeps it, the version is gone; whoever enters another one makes the directory anew.
        if (errorCode(error) === undefined) throw error;
        if (errorCode(error) !== 'ENOENT') return;
      }
    }
  }

  private folderOf(place: ObjectPlace): string {
    return `${versionsRoot(this.storage.config, place)}/${keyFolder(place.key)}`;
  }
}
