import type { UploadRef } from '../../backend/model/multipart.js';
import type { S3Request } from './s3-request.js';

/** The upload that a request addresses. @throws S3Error InvalidArgument */
export function uploadRef(request: S3Request): UploadRef {
  return { bucket: request.bucket, key: request.key, uploadId: request.requiredQuery('uploadId') };
}
