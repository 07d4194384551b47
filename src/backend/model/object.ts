import type { ChecksumAlgorithm, ObjectBody, ObjectChecksum } from '../../checksum/checksum.js';
import type { ReadCondition, WriteCondition } from './conditions.js';
import type { ObjectLock, Retention } from './object-lock.js';
import type { VersioningState } from './versions.js';

export interface ObjectRef {
  readonly bucket: string;
  /** Decoded, 1 to 1,024 bytes of UTF-8. */
  readonly key: string;
  readonly versionId?: string;
}

/** Headers that S3 stores and gives back verbatim. */
export interface SystemHeaders {
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentType?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
}

export type Tags = Readonly<Record<string, string>>;

/** What the writer says about an object; stored before the object becomes visible. */
export interface ObjectAttributes {
  readonly headers: SystemHeaders;
  /** `x-amz-meta-*` without the prefix, lower-case names. */
  readonly userMetadata: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly lock?: ObjectLock;
  /** Owner and grants, kept without understanding them; absent where the bucket's owner has everything. */
  readonly acl?: string;
}

export type StorageClass = 'STANDARD' | 'GLACIER';

/** One part of a completed multipart upload. */
export interface ObjectPart {
  readonly partNumber: number;
  readonly size: number;
  /** base64, in the object's checksum algorithm; absent when the parts' values were not kept. */
  readonly checksum?: string;
}

export interface ObjectInfo {
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly storageClass: StorageClass;
  readonly attributes: ObjectAttributes;
  readonly checksum?: ObjectChecksum;
  /** Absent for what was written before the bucket was ever versioned. */
  readonly versionId?: string;
  /** Parts of the upload that made it; absent for single uploads. */
  readonly partCount?: number;
  /** In order; present when asked for with `withParts`. */
  readonly parts?: readonly ObjectPart[];
}

/** Inclusive byte positions, already within the object. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** An opened object. Exactly one of `read` (iterated to its end or abandoned) and `close` must be called. */
export interface StoredObject {
  readonly info: ObjectInfo;
  /** The bytes of the range, all when absent. A chunk is valid until the next one is asked for. */
  read(range?: ByteRange): AsyncIterable<Buffer>;
  /** Lets go of an object that is not read. May be called after `read` too. */
  close(): Promise<void>;
}

export interface PutObjectInput extends ObjectRef {
  readonly attributes: ObjectAttributes;
  readonly body: ObjectBody;
  readonly condition?: WriteCondition;
  /** Of the bucket; absent when it was never versioned. */
  readonly versioning?: VersioningState;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly checksum?: ObjectChecksum;
  readonly versionId?: string;
}

export interface HeadObjectInput extends ObjectRef {
  /** Also read the table of parts. */
  readonly withParts?: boolean;
}

/**
 * With `versionId` that version goes for good; without, a versioned bucket gets a delete marker and loses nothing.
 * Removing the newest version brings the one before it back.
 */
export interface DeleteObjectInput extends ObjectRef {
  readonly condition?: WriteCondition;
  /** Of the bucket; absent when it was never versioned. */
  readonly versioning?: VersioningState;
  /** Retention in GOVERNANCE mode does not count: the caller asked for that and may. */
  readonly bypassGovernance?: boolean;
}

export interface DeleteObjectResult {
  /** A delete marker was made, or `versionId` was one. */
  readonly deleteMarker?: boolean;
  /** Of the marker that was made, or of the version that went. */
  readonly versionId?: string;
}

export interface CopyObjectInput {
  readonly source: ObjectRef;
  readonly sourceCondition?: ReadCondition;
  /** Bytes; a larger source is InvalidRequest. */
  readonly maxSourceSize?: number;
  readonly destination: ObjectRef;
  /** `x-amz-metadata-directive: REPLACE`; the source's headers and user metadata when absent. */
  readonly metadata?: Pick<ObjectAttributes, 'headers' | 'userMetadata'>;
  /** Of a copy with its source's metadata. @see copiedHeaders */
  readonly websiteRedirectLocation?: string;
  /** `x-amz-tagging-directive: REPLACE`; the source's tags when absent. */
  readonly tags?: Tags;
  /** Ask for a new checksum; the source's is kept when absent. */
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly condition?: WriteCondition;
  /** Of the copy; those of the source are never taken along. */
  readonly lock?: ObjectLock;
  readonly acl?: string;
  /** Of the destination's bucket. */
  readonly versioning?: VersioningState;
}

export interface CopyObjectResult extends PutObjectResult {
  readonly lastModified: Date;
  readonly sourceVersionId?: string;
}

/** What may change on an object without a new version. Absent members stay as they are. */
export interface ObjectUpdate {
  readonly tags?: Tags;
  readonly acl?: string;
  readonly legalHold?: boolean;
  /** `to` is absent where the retention is taken away. @see assertRetentionChange */
  readonly retention?: { readonly to?: Retention; readonly bypassGovernance: boolean };
}

export interface UpdateObjectResult {
  readonly versionId?: string;
}
