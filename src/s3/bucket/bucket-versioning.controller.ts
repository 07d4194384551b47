import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class BucketVersioningController {
  constructor(private readonly backend: Backend) {}

  /** A bucket whose versioning was never configured answers an empty document, and none can be configured yet. */
  @S3Operation('GetBucketVersioning')
  async getBucketVersioning(request: S3Request): Promise<S3Response> {
    await this.backend.headBucket(request.bucket);
    return S3Response.xml('VersioningConfiguration', {});
  }
}
