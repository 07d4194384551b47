import type { BodyDigests, ChecksumAlgorithm } from '../../checksum/checksum.js';
import type { WriteCondition } from '../model/conditions.js';
import type { ListedObject } from '../model/listing.js';
import type { ObjectInfo } from '../model/object.js';
import { digestContent, type MemoryContent } from './memory-content.js';

/** An object as it is stored; it is replaced, never changed. */
export interface MemoryObject {
  /** With its table of parts, if any. */
  readonly info: ObjectInfo;
  readonly content: MemoryContent;
}

/** Checks the condition and puts an object in its place, in one step. @throws PreconditionFailed, NoSuchKey */
export type Publish = (object: MemoryObject, condition?: WriteCondition) => void;

export type Digests = Pick<ObjectInfo, 'etag' | 'checksum'>;

export function describe({
  size,
}: MemoryContent): Pick<ObjectInfo, 'size' | 'lastModified' | 'storageClass'> {
  return { size, lastModified: new Date(), storageClass: 'STANDARD' };
}

export function describeDigests(
  { md5, checksums }: BodyDigests,
  algorithm: ChecksumAlgorithm | undefined,
): Digests {
  const value = algorithm && checksums[algorithm];
  if (!algorithm || value === undefined) return { etag: md5 };
  return { etag: md5, checksum: { algorithm, type: 'FULL_OBJECT', value } };
}

/**
 * ETag and checksum of a copy. A copy of a multipart object is a single object: both are computed anew, as S3 does.
 * Source: Amazon S3 User Guide, "Checking object integrity".
 */
export async function copyDigests(
  { info, content }: MemoryObject,
  asked: ChecksumAlgorithm | undefined,
): Promise<Digests> {
  const { etag, checksum, partCount } = info;
  if (asked === undefined && partCount === undefined) return { etag, checksum };
  const algorithm = asked ?? checksum?.algorithm;
  return describeDigests(await digestContent(content, algorithm), algorithm);
}

export function withoutParts(info: ObjectInfo): ObjectInfo {
  return { ...info, parts: undefined };
}

export function listed(object: MemoryObject | undefined): ListedObject[] {
  if (!object) return [];
  const { key, size, etag, lastModified, storageClass, checksum } = object.info;
  const { algorithm: checksumAlgorithm, type: checksumType } = checksum ?? {};
  return [{ key, size, etag, lastModified, storageClass, checksumAlgorithm, checksumType }];
}
