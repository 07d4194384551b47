import type { Stats } from 'node:fs';
import { NOTHING, type Standing } from '../model/conditions.js';
import type { ListedObject } from '../model/listing.js';
import type { ObjectInfo, ObjectPart } from '../model/object.js';
import { NULL_VERSION } from '../model/versions.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import { lockOf } from './object-record.js';

/** Content type of a key that ends in `/`, as versitygw has it. */
export const DIRECTORY_CONTENT_TYPE = 'application/x-directory';

/** A directory object holds no bytes. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** An object as it was found: where it stands, what the file system and the record say of it. */
export interface FoundObject {
  readonly key: string;
  readonly path: string;
  /** As of `ObjectPlace`. */
  readonly recordName?: string;
  readonly stats: Stats;
  readonly record: ObjectRecord;
}

/** Bytes of an object; a directory object has none, whatever the file system calls its size. */
export const sizeOf = (stats: Stats): number => (stats.isDirectory() ? 0 : stats.size);

/**
 * ETag of a file that was put there by other means: the configured one, else the time of its last change, its size and
 * its inode. It changes with the content and has two dashes, so that nobody takes it for an MD5 or a multipart ETag.
 */
export function foreignEtag(stats: Stats, configured: string | undefined): string {
  return (
    configured ??
    [Math.round(stats.mtimeMs * 1000), stats.size, stats.ino].map((n) => n.toString(36)).join('-')
  );
}

/** What conditions compare. */
export function validators(
  found: FoundObject,
  defaultEtag: string | undefined,
): { etag: string; size: number; lastModified: Date } {
  const { stats, record } = found;
  return {
    etag: record.etag ?? (stats.isDirectory() ? EMPTY_MD5 : foreignEtag(stats, defaultEtag)),
    size: sizeOf(stats),
    lastModified: record.lastModified === undefined ? stats.mtime : new Date(record.lastModified),
  };
}

/** What conditions of writes compare. */
export const standing = (found: FoundObject, defaultEtag: string | undefined): Standing => ({
  ...validators(found, defaultEtag),
  mark: markOf(found.stats),
});

/** Every object is a file of its own, which keeps its inode wherever it moves; one that is changed has another time. */
export const markOf = (stats: Stats | undefined): string =>
  stats?.isFile() ? `${stats.ino.toString(36)}-${stats.mtimeMs.toString(36)}` : NOTHING;

export function listedObject(found: FoundObject, defaultEtag: string | undefined): ListedObject {
  const { checksum } = found.record;
  return {
    key: found.key,
    ...validators(found, defaultEtag),
    storageClass: 'STANDARD',
    ...(checksum && { checksumAlgorithm: checksum.algorithm, checksumType: checksum.type }),
  };
}

export function objectInfo(
  found: FoundObject,
  defaultEtag: string | undefined,
  withParts = false,
): ObjectInfo {
  const { record, key } = found;
  const headers = record.headers ?? {};
  const lock = lockOf(record);
  const versionId = shownVersion(record);
  return {
    key,
    ...validators(found, defaultEtag),
    storageClass: 'STANDARD',
    attributes: {
      headers:
        key.endsWith('/') && !headers.contentType
          ? { ...headers, contentType: DIRECTORY_CONTENT_TYPE }
          : headers,
      userMetadata: record.userMetadata ?? {},
      tags: record.tags ?? {},
      ...(lock && { lock }),
      ...(record.acl !== undefined && { acl: record.acl }),
    },
    ...(record.checksum && { checksum: record.checksum }),
    ...(versionId !== undefined && { versionId }),
    ...(record.partCount !== undefined && { partCount: record.partCount }),
    ...(withParts && record.partSizes && { parts: partTable(record) }),
  };
}

/** Absent for what was written before the bucket was ever versioned. */
export function shownVersion({ versionId, sequence }: ObjectRecord): string | undefined {
  return versionId ?? (sequence === undefined ? undefined : NULL_VERSION);
}

function partTable(record: ObjectRecord): ObjectPart[] {
  return (record.partSizes ?? []).map((size, index) => {
    const checksum = record.partChecksums?.[index];
    return { partNumber: record.partNumbers?.[index] ?? index + 1, size, ...(checksum && { checksum }) };
  });
}
