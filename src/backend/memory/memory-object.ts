import type { BodyDigests, ChecksumAlgorithm } from '../../checksum/checksum.js';
import type { ListedObject } from '../model/listing.js';
import { assertRetentionChange, type ObjectLock } from '../model/object-lock.js';
import type {
  CopyObjectInput,
  ObjectAttributes,
  ObjectInfo,
  ObjectUpdate,
  PutObjectInput,
} from '../model/object.js';
import { copiedHeaders } from '../model/copied-headers.js';
import { digestContent, type MemoryContent } from './memory-content.js';

/** An object as it is stored; it is replaced, never changed. */
export interface MemoryObject {
  /** With its table of parts, if any. */
  readonly info: ObjectInfo;
  readonly content: MemoryContent;
}

/** How a write goes into the history of its key. */
export interface MemoryWrite extends Pick<PutObjectInput, 'condition' | 'versioning'> {
  /** Mark of what stood under the key when the write began. @see assertWriteCondition */
  readonly before: string | undefined;
}

/**
 * Checks the condition and puts an object in its place, in one step. Gives back the version id, if there is one.
 * @throws as `MemoryBucket.publish`
 */
export type Publish = (object: MemoryObject, write: MemoryWrite) => string | undefined;

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

/** Lock and access list come with the copy, everything else from the source unless it is replaced. */
export function copyAttributes({ info }: MemoryObject, input: CopyObjectInput): ObjectAttributes {
  const { lock, acl, metadata, tags = info.attributes.tags } = input;
  const headers = copiedHeaders(info.attributes.headers, input);
  return { ...info.attributes, ...metadata, headers, tags, lock, acl };
}

/** The object after an update. @throws AccessDenied (Object Lock) */
export function updated({ info, content }: MemoryObject, update: ObjectUpdate): MemoryObject {
  const { tags, acl, lock } = info.attributes;
  const attributes = {
    ...info.attributes,
    tags: update.tags ?? tags,
    acl: update.acl ?? acl,
    lock: updatedLock(lock, update),
  };
  return { info: { ...info, attributes }, content };
}

function updatedLock(
  lock: ObjectLock | undefined,
  { legalHold, retention }: ObjectUpdate,
): ObjectLock | undefined {
  if (legalHold === undefined && !retention) return lock;
  if (retention) assertRetentionChange(lock?.retention, retention.to, retention.bypassGovernance);
  return {
    retention: retention ? retention.to : lock?.retention,
    legalHold: legalHold ?? lock?.legalHold,
  };
}

export function listed(object: MemoryObject | undefined): ListedObject[] {
  return object ? [describeListed(object)] : [];
}

export function describeListed(object: MemoryObject): ListedObject {
  const { key, size, etag, lastModified, storageClass, checksum } = object.info;
  const { algorithm: checksumAlgorithm, type: checksumType } = checksum ?? {};
  return { key, size, etag, lastModified, storageClass, checksumAlgorithm, checksumType };
}
