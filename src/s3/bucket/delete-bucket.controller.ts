import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class DeleteBucketController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('DeleteBucket')
  async deleteBucket(request: S3Request): Promise<S3Response> {
    await this.backend.deleteBucket(request.bucket);
    return S3Response.noContent();
  }
}
