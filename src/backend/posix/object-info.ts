import type { Stats } from 'node:fs';
import type { ListedObject } from '../model/listing.js';
import type { ObjectInfo, ObjectPart } from '../model/object.js';
import type { ObjectRecord } from './metadata/metadata-store.js';

/** Content type of a key that ends in `/`, as versitygw has it. */
export const DIRECTORY_CONTENT_TYPE = 'application/x-directory';

/** A directory object holds no bytes. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** An object as it was found: where it stands, what the file system and the record say of it. */
export interface FoundObject {
  readonly key: string;
  readonly path: string;
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
    lastModified: stats.mtime,
  };
}

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
    },
    ...(record.checksum && { checksum: record.checksum }),
    ...(record.partCount !== undefined && { partCount: record.partCount }),
    ...(withParts && record.partSizes && { parts: partTable(record) }),
  };
}

function partTable(record: ObjectRecord): ObjectPart[] {
  return (record.partSizes ?? []).map((size, index) => {
    const checksum = record.partChecksums?.[index];
    return { partNumber: record.partNumbers?.[index] ?? index + 1, size, ...(checksum && { checksum }) };
  });
}
