import type { Stats } from 'node:fs';
import type { ObjectChecksum } from '../../../checksum/checksum.js';
import type { MaybePromise } from '../../../common/maybe-promise.js';
import type { RetentionMode } from '../../model/object-lock.js';
import type { SystemHeaders, Tags } from '../../model/object.js';
import { errorCode } from '../io/system-error.js';
import { DamagedRecordError } from './damaged-record.error.js';

/** What is kept beside the bytes of an object. Everything is optional: files put there by other means have none of it. */
export interface ObjectRecord {
  /** Without quotes. */
  readonly etag?: string;
  readonly headers?: SystemHeaders;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
  readonly checksum?: ObjectChecksum;
  readonly partCount?: number;
  /** Sizes of the parts in order, and their checksums in base64; from part 1, `partNumbers` where they have gaps. */
  readonly partSizes?: readonly number[];
  readonly partNumbers?: readonly number[];
  readonly partChecksums?: readonly string[];
  /** The upload that made the object: a repeated CompleteMultipartUpload is recognised by it. */
  readonly uploadId?: string;
  /** The object is a directory whose key ends in `/`. */
  readonly directoryObject?: boolean;
  readonly acl?: string;
  /** `retainUntil` in ISO 8601. */
  readonly retention?: { readonly mode: RetentionMode; readonly retainUntil: string };
  readonly legalHold?: boolean;
  /** Of a version that was written while versioning was enabled; any other is the null version. */
  readonly versionId?: string;
  /** Where a null version stands among the versions of its key; its time says so when absent. */
  readonly sequence?: string;
  /** Milliseconds since 1970, of a version that had to be copied to another file system: its file has another time. */
  readonly lastModified?: number;
}

/** Any other record: of a bucket, an upload, a part. JSON values only. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/**
 * Where a record belongs. `fd` is the open file when there is one: a store that writes to the file itself uses it,
 * so that an O_TMPFILE has its record before it has a name.
 */
export interface RecordTarget {
  readonly bucket: string;
  /** Path inside the bucket: an object's key, or the path of an upload or part under the temporary folder; empty for the bucket itself. */
  readonly name: string;
  /** Absolute path of the file or directory. */
  readonly path: string;
  readonly fd?: number;
  /** Of the file that a reader means, when it knows them. */
  readonly stats?: Stats;
  /** The file of `fd` was made a moment ago and bears no record yet; whoever made it brings it to the disk. */
  readonly isNew?: boolean;
}

/** The record of an object that is about to go. */
export interface LeavingRecord {
  readonly lock: Pick<ObjectRecord, 'retention' | 'legalHold' | 'versionId'>;
  /** As `remove`, when the object has gone. */
  forget(): MaybePromise<void>;
}

/**
 * Keeps records beside files. `read` answers `undefined` when there is none. `xattr` writes to the file, packed into
 * one attribute, with a side file for what does not fit; `sidecar` under a directory of its own; `none` forgets.
 */
export abstract class MetadataStore {
  abstract readonly type: 'xattr' | 'sidecar' | 'none';
  /** Records are part of the file itself and follow it when it is linked, renamed or removed. */
  abstract readonly travelsWithFile: boolean;
  /**
   * Also understands what versitygw wrote, one attribute per value. With `withParts` the table of parts too, which a
   * reader that writes the record back must not lose. `undefined` too when there is no such file.
   * @throws DamagedRecordError; ENOENT when another file has taken the name of the one that the reader means, or nothing has it now
   */
  abstract readObject(target: RecordTarget, withParts?: boolean): MaybePromise<ObjectRecord | undefined>;
  /** Replaces the record whole. Called before the file gets its name. */
  abstract writeObject(target: RecordTarget, record: ObjectRecord): MaybePromise<void>;
  abstract readPlain(target: RecordTarget): MaybePromise<PlainRecord | undefined>;
  abstract writePlain(target: RecordTarget, record: PlainRecord): MaybePromise<void>;
  /**
   * What a removed, replaced or discarded file left elsewhere; quiet when nothing did. A store whose records travel finds
   * it through the file: call this while the file has its name, or with its `fd`.
   */
  abstract remove(target: RecordTarget): MaybePromise<void>;

  /** In one read what `readObject` says of the lock, and what `remove` needs. A damaged record locks nothing. */
  async leaving(target: RecordTarget): Promise<LeavingRecord> {
    const forget = (): MaybePromise<void> => this.remove(target);
    try {
      return { lock: (await this.readObject(target)) ?? {}, forget };
    } catch (error) {
      if (error instanceof DamagedRecordError || errorCode(error) === 'ENOENT') return { lock: {}, forget };
      throw error;
    }
  }
}
