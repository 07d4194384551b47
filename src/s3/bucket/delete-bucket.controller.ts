import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class DeleteBucketController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('DeleteBucket')
  async deleteBucket(request: S3Request): Promise<S3Response> {
    try {
      await this.backend.deleteBucket(request.bucket);
    } catch (error) {
      throw versioningOf(request.existingBucket) === undefined ? error : withVersions(error);
    }
    return S3Response.noContent();
  }
}

/** S3 says so of every bucket that has ever had versions. */
const ALL_VERSIONS =
  'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';

function withVersions(error: unknown): unknown {
  if (!(error instanceof S3Error) || error.code !== 'BucketNotEmpty') return error;
  return new S3Error(error.code, error.details, { cause: error, message: ALL_VERSIONS });
}
