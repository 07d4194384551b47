import type { ObjectRef } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from './s3-request.js';

/** The object that a request addresses. @throws S3Error NoSuchVersion */
export function objectRef(request: S3Request): ObjectRef {
  return refOf({ bucket: request.bucket, key: request.key, versionId: request.query.get('versionId') });
}

/**
 * `null` is the id of what was written while a bucket had no versions (S3 User Guide, "Working with objects in a
 * versioning-suspended bucket"): the object itself.
 * @throws S3Error NoSuchVersion for any other id
 */
export function refOf(ref: ObjectRef): ObjectRef {
  const { bucket, key, versionId } = ref;
  if (versionId === undefined || versionId === 'null') return { bucket, key };
  throw new S3Error('NoSuchVersion', { Key: key, VersionId: versionId.slice(0, 1024) });
}
