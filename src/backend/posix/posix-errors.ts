import type { S3ErrorCode } from '../../errors/s3-error.codes.js';
import { S3Error, type S3ErrorDetails } from '../../errors/s3.error.js';
import { errorCode } from './io/system-error.js';

export interface ErrorContext {
  readonly bucket?: string;
  readonly key?: string;
}

/** What the client is told when the file system refuses. The other codes are faults of ours. */
const CODES: Readonly<Partial<Record<string, S3ErrorCode>>> = {
  EACCES: 'AccessDenied',
  EDQUOT: 'QuotaExceeded',
  EFBIG: 'EntityTooLarge',
  EISDIR: 'ExistingObjectIsDirectory',
  EMFILE: 'SlowDown',
  ENAMETOOLONG: 'KeyTooLongError',
  ENFILE: 'SlowDown',
  ENOSPC: 'InsufficientStorage',
  ENOTDIR: 'ObjectParentIsFile',
  ENOTEMPTY: 'ErrDirectoryNotEmpty',
  EPERM: 'AccessDenied',
  EROFS: 'MethodNotAllowed',
};

/** `MaxSizeAllowed` of KeyTooLongError. Source: S3 User Guide, "Naming Amazon S3 objects". */
const MAX_KEY_BYTES = 1024;

/**
 * The S3 error for an error of the file system, which becomes its cause: its path and call are for the log only.
 * Gives back any other value as it is, `S3Error`s among them.
 */
export function posixError(error: unknown, context: ErrorContext): unknown {
  if (error instanceof S3Error) return error;
  const code = CODES[errorCode(error) ?? ''];
  return code ? new S3Error(code, detailsOf(code, context), { cause: error }) : error;
}

function detailsOf(code: S3ErrorCode, { bucket, key }: ErrorContext): S3ErrorDetails {
  if (code === 'KeyTooLongError' && key !== undefined) {
    return { Size: Buffer.byteLength(key), MaxSizeAllowed: MAX_KEY_BYTES };
  }
  return { ...(key !== undefined && { Key: key }), ...(bucket !== undefined && { BucketName: bucket }) };
}
