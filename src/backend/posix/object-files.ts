import { constants, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import type { ObjectRef } from '../model/object.js';
import type { Buckets } from './buckets.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { FoundObject } from './object-info.js';
import { assertNoEscape, objectPath } from './safe-path.js';
import type { Storage } from './storage.js';

/** Reading only, never through a final symbolic link, never waiting for the other end of a named pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** An object whose record does not stand in its file may be replaced between two calls: it is then opened anew. */
const ATTEMPTS = 5;

/** Where an object stands or is going to stand. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly bucketPath: string;
  readonly key: string;
  readonly path: string;
}

export interface OpenObject extends FoundObject {
  readonly fd: number;
}

/** Finds and opens the files behind keys. */
export class ObjectFiles {
  constructor(
    private readonly storage: Storage,
    private readonly buckets: Buckets,
  ) {}

  /** @throws NoSuchBucket, InvalidArgument, KeyTooLongError, AccessDenied */
  async place(bucket: string, key: string): Promise<ObjectPlace> {
    const bucketPath = await this.buckets.path(bucket);
    const path = objectPath(bucketPath, key);
    if (key.includes('/')) await assertNoEscape(this.storage.calls, bucketPath, path);
    return { bucket, bucketPath, key, path };
  }

  /** The caller closes `fd`. @throws NoSuchKey, NoSuchVersion, and as `place` */
  async open(ref: ObjectRef, withParts = false): Promise<OpenObject> {
    assertNoVersion(ref);
    const place = await this.place(ref.bucket, ref.key);
    const found = await traced(
      'Posix.IO.OpenFile',
      { 'posix.bucket': ref.bucket, 'posix.object': ref.key },
      () => this.tryOpen(place, withParts),
    );
    if (!found) throw new S3Error('NoSuchKey', { Key: ref.key });
    return found;
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
        return stats && record && { key: place.key, path: place.path, stats, record, fd };
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error;
      } finally {
        if (!kept) await this.storage.calls.close(fd);
      }
    }
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
    const { bucket, key: name, path } = place;
    const directory = name.endsWith('/');
    if (directory ? !stats.isDirectory() : !stats.isFile()) return undefined;
    const record = await traced(
      'Posix.IO.ReadMetadata',
      { 'posix.bucket': bucket, 'posix.object': name },
      async () => this.storage.store.readObject({ bucket, name, path, fd, stats }, withParts),
    );
    if (directory && !(await isDirectoryObject(this.storage, record, path))) return undefined;
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

/** Versions are not kept: `null` names the only one there is. */
export function assertNoVersion(ref: ObjectRef): void {
  if (ref.versionId === undefined || ref.versionId === 'null') return;
  throw new S3Error('NoSuchVersion', { Key: ref.key, VersionId: ref.versionId });
}
