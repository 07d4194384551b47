import { S3Error } from '../../errors/s3.error.js';

/** Conditional headers of reads and copy sources. Source: RFC 9110 section 13, S3 API Reference "GetObject". */
export interface ReadCondition {
  /** ETags without quotes, or `*`. */
  readonly ifMatch?: readonly string[];
  readonly ifNoneMatch?: readonly string[];
  readonly ifModifiedSince?: Date;
  readonly ifUnmodifiedSince?: Date;
}

/** Conditional headers of writes and deletes; checked and applied in one step by every driver. */
export interface WriteCondition {
  /** An ETag without quotes, or `*`: the object must exist with it. */
  readonly ifMatch?: string;
  /** The object must not exist. */
  readonly ifNoneMatch?: '*';
  /** Deletes only: `x-amz-if-match-size`, in bytes. */
  readonly ifMatchSize?: number;
  /** Deletes only: `x-amz-if-match-last-modified-time`, compared to the second. */
  readonly ifMatchLastModified?: Date;
}

interface Validators {
  readonly etag: string;
  readonly size: number;
  readonly lastModified: Date;
}

/** An object that a write would replace. */
export interface Standing extends Validators {
  /** Tells it from every other object that stood or will stand under the key, even one of the same bytes. */
  readonly mark: string;
}

/** The mark of a key under which there is no object. */
export const NOTHING = '';

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

const failed = (condition: string): S3Error => new S3Error('PreconditionFailed', { Condition: condition });

const conflict = (condition: string, key: string): S3Error =>
  new S3Error('ConditionalRequestConflict', { Condition: condition, Key: key });

const matches = (etags: readonly string[], etag: string): boolean =>
  etags.includes('*') || etags.includes(etag);

/** Begins the names of conditions on a copy source. */
const COPY_SOURCE = 'x-amz-copy-source-';

/**
 * What a read condition says of an object: `undefined` when the read goes on.
 * If-Match hides If-Unmodified-Since, If-None-Match hides If-Modified-Since (RFC 9110 section 13.2.2).
 * `prefix` begins the name of the condition in the error.
 */
export function evaluateReadCondition(
  condition: ReadCondition,
  object: Validators,
  prefix: '' | typeof COPY_SOURCE = '',
): 'not-modified' | S3Error | undefined {
  if (condition.ifMatch) {
    if (!matches(condition.ifMatch, object.etag)) return failed(`${prefix}If-Match`);
  } else if (
    condition.ifUnmodifiedSince &&
    seconds(object.lastModified) > seconds(condition.ifUnmodifiedSince)
  ) {
    return failed(`${prefix}If-Unmodified-Since`);
  }
  if (condition.ifNoneMatch) return matches(condition.ifNoneMatch, object.etag) ? 'not-modified' : undefined;
  if (condition.ifModifiedSince && seconds(object.lastModified) <= seconds(condition.ifModifiedSince))
    return 'not-modified';
  return undefined;
}

/** Throws PreconditionFailed when a copy source does not fulfil its conditions: 412 where a read would say 304. */
export function assertCopySource(condition: ReadCondition | undefined, object: Validators): void {
  const outcome = condition && evaluateReadCondition(condition, object, COPY_SOURCE);
  if (outcome === 'not-modified')
    throw failed(`${COPY_SOURCE}${condition?.ifNoneMatch ? 'If-None-Match' : 'If-Modified-Since'}`);
  if (outcome) throw outcome;
}

/** Throws InvalidRequest for a copy source over the limit. Source: S3 API Reference, CopyObject. */
export function assertCopySize(maxSize: number | undefined, size: number): void {
  if (maxSize === undefined || size <= maxSize) return;
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${maxSize}`,
    },
  );
}

/**
 * Throws when a write may not go on: PreconditionFailed, or NoSuchKey for If-Match on a key that is not there.
 * `existing` is the object under the key at the moment of the write, while the driver holds the key. `before` is the
 * mark of what was there when the write, or the upload that it completes, began; `undefined` where that is not known.
 * ConditionalRequestConflict says that the condition holds only because the object was deleted or replaced since.
 * Source: S3 User Guide, "Conditional write behavior".
 */
export function assertWriteCondition(
  condition: WriteCondition | undefined,
  key: string,
  existing: Standing | undefined,
  before?: string,
): void {
  if (!condition) return;
  if (condition.ifNoneMatch) {
    if (existing) throw failed('If-None-Match');
    if (before) throw conflict('If-None-Match', key);
  }
  if (condition.ifMatch !== undefined) {
    if (!existing) throw new S3Error('NoSuchKey', { Key: key });
    if (condition.ifMatch !== '*' && condition.ifMatch !== existing.etag) throw failed('If-Match');
    if (before !== undefined && before !== existing.mark) throw conflict('If-Match', key);
  }
  if (!existing) return;
  if (condition.ifMatchSize !== undefined && condition.ifMatchSize !== existing.size)
    throw failed('x-amz-if-match-size');
  if (
    condition.ifMatchLastModified &&
    seconds(condition.ifMatchLastModified) !== seconds(existing.lastModified)
  ) {
    throw failed('x-amz-if-match-last-modified-time');
  }
}
