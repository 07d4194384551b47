import { Controller } from '@nestjs/common';
import { ServerConfig } from '../../config/server.config.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class HeadBucketController {
  constructor(private readonly config: ServerConfig) {}

  /** The authorisation guard has found the bucket: there is nothing left to ask. */
  @S3Operation('HeadBucket')
  async headBucket(_request: S3Request): Promise<S3Response> {
    return S3Response.empty(200, {
      'x-amz-bucket-region': this.config.region,
      'x-amz-access-point-alias': 'false',
    });
  }
}
