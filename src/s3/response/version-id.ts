import { versioningOf } from '../../backend/model/bucket-settings.js';
import type { ObjectInfo } from '../../backend/model/object.js';
import { NULL_VERSION } from '../../backend/model/versions.js';
import type { S3Request } from '../request/s3-request.js';

/**
 * `x-amz-version-id` of a version in the bucket of the request. A bucket that was never versioned shows none; in any
 * other what was written without versions is the version `null`.
 * Source: S3 User Guide, "Working with objects in a versioning-suspended bucket".
 */
export function shownVersion(request: S3Request, versionId: string | undefined): string | undefined {
  return versioningOf(request.existingBucket) === undefined ? undefined : (versionId ?? NULL_VERSION);
}

/** An object as the client of this request sees it. @see shownVersion */
export function shownObject(request: S3Request, info: ObjectInfo): ObjectInfo {
  const versionId = shownVersion(request, info.versionId);
  return versionId === info.versionId ? info : { ...info, versionId };
}
