import type { ChecksumAlgorithm, ChecksumType } from '../../checksum/checksum.js';
import type { StorageClass } from './object.js';

export interface ListObjectsInput {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /**
   * Exclusive: keys and common prefixes that sort after it, in ascending order of UTF-8 bytes.
   * A common prefix that starts it is listed no more when `startAfter` equals it.
   */
  readonly startAfter: string;
  /** 0 to 1,000; keys and common prefixes count alike. */
  readonly maxKeys: number;
  /** Names the span; both list alike. */
  readonly operation?: 'ListObjects' | 'ListObjectsV2';
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly storageClass: StorageClass;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: ChecksumType;
}

export interface ListObjectsResult {
  /** In ascending order of UTF-8 bytes. */
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or common prefix returned; the `startAfter` of the next page. Present when truncated. */
  readonly nextStartAfter?: string;
}
