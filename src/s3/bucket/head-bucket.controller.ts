import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class HeadBucketController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('HeadBucket')
  async headBucket(request: S3Request): Promise<S3Response> {
    await this.backend.headBucket(request.bucket);
    return S3Response.empty(200, {
      'x-amz-bucket-region': this.config.region,
      'x-amz-access-point-alias': 'false',
    });
  }
}
