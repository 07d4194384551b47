import { constants, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { deleteMarkerError, type DeleteMarker } from '../model/delete-marker.js';
import type { ObjectRef } from '../model/object.js';
import type { Buckets } from './buckets.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { FoundObject } from './object-info.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import { assertNoEscape, objectPath } from './safe-path.js';
import type { Storage } from './storage.js';
import type { VersionFiles } from './version-files.js';
import { entryMembers, versionIdOf, type VersionEntry } from './version-layout.js';

/** Reading only, never through a final symbolic link, never waiting for the other end of a named pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** An object whose record does not stand in its file may be replaced between two calls: it is then opened anew. */
const ATTEMPTS = 5;

/** Looks for a version at its two places: it may move once while it is looked for. */
const LOOKS = 2;

export interface OpenObject extends FoundObject {
  readonly fd: number;
}

/** Finds and opens the files behind keys. */
export class ObjectFiles {
  constructor(
    private readonly storage: Storage,
    private readonly buckets: Buckets,
    private readonly versions: VersionFiles,
  ) {}

  /** @throws NoSuchBucket */
  bucketPath(bucket: string): Promise<string> {
    return this.buckets.path(bucket);
  }

  /** @throws NoSuchBucket, InvalidArgument, KeyTooLongError, AccessDenied */
  async place(bucket: string, key: string): Promise<ObjectPlace> {
    const bucketPath = await this.buckets.path(bucket);
    const path = objectPath(bucketPath, key);
    if (key.includes('/')) await assertNoEscape(this.storage.calls, bucketPath, path);
    return { bucket, bucketPath, key, path };
  }

  /**
   * The version that is asked for, else the current object. The caller closes `fd`.
   * @throws NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker, and as `place`
   */
  async open(ref: ObjectRef, withParts = false): Promise<OpenObject> {
    const { bucket, key, versionId } = ref;
    const place = await this.place(bucket, key);
    const found = await traced('Posix.IO.OpenFile', placeAttributes(place), async () =>
      versionId === undefined
        ? ((await this.tryOpen(place, withParts)) ?? (await this.openNewest(place, withParts)))
        : this.openVersion(place, versionId, withParts),
    );
    if (found && 'fd' in found) return found;
    if (found) throw deleteMarkerError(found, versionId !== undefined);
    if (versionId === undefined) throw new S3Error('NoSuchKey', { Key: key });
    throw new S3Error('NoSuchVersion', { Key: key, VersionId: versionId });
  }

  /** The object at a place without keeping it open; `undefined` when there is none. */
  async find(place: ObjectPlace, withParts = false): Promise<FoundObject | undefined> {
    const found = await this.tryOpen(place, withParts);
    if (found) await this.storage.calls.close(found.fd);
    return found;
  }

  /** As `open`, `undefined` when there is no such object. */
  async tryOpen(place: ObjectPlace, withParts = false): Promise<OpenObject | undefined> {
    for (let attempt = 1; ; attempt++) {
      const fd = await this.openFile(place);
      if (fd === undefined) return undefined;
      let kept = false;
      try {
        const stats = await this.storage.calls.stat(fd);
        const record = stats && (await this.readRecord(place, fd, stats, withParts));
        kept = record !== undefined;
        if (!stats || !record) return undefined;
        const { key, path, recordName } = place;
        return { key, path, recordName, stats, record, fd };
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
      } finally {
        if (!kept) await this.storage.calls.close(fd);
      }
    }
  }

  /**
   * What stands in the history of a key whose name nothing has: a delete marker, or what a writer is just about to give
   * the name or died before it did.
   */
  private async openNewest(
    place: ObjectPlace,
    withParts: boolean,
  ): Promise<OpenObject | DeleteMarker | undefined> {
    if (!this.hasVersions(place)) return undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const [newest] = await this.versions.entries(place);
      if (!newest) return undefined;
      const found =
        (!newest.isDeleteMarker && (await this.tryOpen(place, withParts))) ||
        (await this.openEntry(place, newest, withParts));
      if (found) return found;
    }
    return undefined;
  }

  /** A version only moves between the name of its key and the history, and is in both before it leaves one. */
  private async openVersion(
    place: ObjectPlace,
    versionId: string,
    withParts: boolean,
  ): Promise<OpenObject | DeleteMarker | undefined> {
    for (let look = 1; look <= LOOKS; look++) {
      const live = await this.tryOpen(place, withParts);
      if (live && versionIdOf(live.record) === versionId) return live;
      if (live) await this.storage.calls.close(live.fd);
      const entry = this.hasVersions(place) ? await this.versions.find(place, versionId) : undefined;
      const found = entry && (await this.openEntry(place, entry, withParts));
      if (found) return found;
    }
    return undefined;
  }

  private async openEntry(
    place: ObjectPlace,
    entry: VersionEntry,
    withParts: boolean,
  ): Promise<OpenObject | DeleteMarker | undefined> {
    if (entry.isDeleteMarker) return this.versions.marker(place, entry);
    const found = await this.tryOpen(this.versions.placeOf(place, entry), withParts);
    return found && { ...found, record: { ...found.record, ...entryMembers(entry) } };
  }

  /** Without metadata nothing has versions; objects whose key ends in `/` never have. */
  private hasVersions({ key }: ObjectPlace): boolean {
    return this.storage.store.type !== 'none' && !key.endsWith('/');
  }

  private async openFile({ path, bucketPath }: ObjectPlace): Promise<number | undefined> {
    const { calls } = this.storage;
    try {
      return await calls.open(path, OPEN_FLAGS);
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (['ENOENT', 'ENOTDIR', 'ENXIO', 'ENODEV'].includes(code)) return undefined;
      if (code !== 'ELOOP' && code !== 'EMLINK') throw error;
      if (!(await calls.stat(path))) return undefined;
      await assertNoEscape(calls, bucketPath, path, true);
      return calls.open(await realpath(path), OPEN_FLAGS);
    }
  }

  /** `undefined` when the file is not the object that the key means. */
  private async readRecord(
    place: ObjectPlace,
    fd: number,
    stats: Stats,
    withParts: boolean,
  ): Promise<ObjectRecord | undefined> {
    const directory = place.key.endsWith('/');
    if (directory ? !stats.isDirectory() : !stats.isFile()) return undefined;
    const record = await traced('Posix.IO.ReadMetadata', placeAttributes(place), async () =>
      this.storage.store.readObject({ ...recordTarget(place), fd, stats }, withParts),
    );
    if (directory && !(await isDirectoryObject(this.storage, record, place.path))) return undefined;
    return record ?? {};
  }
}

/**
 * Whether a directory is an object whose key ends in `/`, rather than a parent of keys. Without metadata nothing tells
 * the two apart but that a parent has something in it.
 */
export async function isDirectoryObject(
  { store, calls }: Storage,
  record: ObjectRecord | undefined,
  path: string,
): Promise<boolean> {
  if (store.type !== 'none') return record?.directoryObject === true;
  return calls.isEmpty(path);
}
