import type { Bucket, BucketDocumentName } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3ErrorCode } from '../../errors/s3-error.codes.js';
import type { S3Request } from '../request/s3-request.js';

/** The model that was stored under this name as JSON; `undefined` when the bucket has no such document. */
export function storedDocument<T>(
  bucket: Pick<Bucket, 'documents'>,
  name: BucketDocumentName,
): T | undefined {
  const text = bucket.documents[name];
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** As `storedDocument`, of the bucket that the request addresses. @throws S3Error of this code when there is none */
export function requiredDocument<T>(request: S3Request, name: BucketDocumentName, missing: S3ErrorCode): T {
  const document = storedDocument<T>(request.existingBucket, name);
  if (document === undefined) throw new S3Error(missing, { BucketName: request.bucket });
  return document;
}
