import type { ListedObject } from './listing.js';

/** A bucket that was never configured has neither. Source: S3 User Guide, "Using versioning in S3 buckets". */
export type VersioningState = 'Enabled' | 'Suspended';

/** The id of what is written while versioning is not enabled. */
export const NULL_VERSION = 'null';

export interface ListObjectVersionsInput {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /** Exclusive, unless `versionIdMarker` is given: then the older versions of this very key come first. */
  readonly keyMarker: string;
  /**
   * Empty, or the id of the last version of `keyMarker` that was listed. The id of a version that is gone still tells
   * what is older (`nextVersionId`); `null` does not, and all versions of the key follow.
   */
  readonly versionIdMarker: string;
  /** 0 to 1,000; versions, delete markers and common prefixes count alike. */
  readonly maxKeys: number;
}

/** A version or, with `isDeleteMarker`, a delete marker: its size is 0 and its ETag empty. */
export interface ListedVersion extends ListedObject {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

export interface ListObjectVersionsResult {
  /** In ascending order of UTF-8 bytes of the key, the versions of a key from newest to oldest. */
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker?: string;
  /** Absent when the page ended with a common prefix. */
  readonly nextVersionIdMarker?: string;
}
