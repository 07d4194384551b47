import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { CreateBucketRequests } from './create-bucket-requests.js';

@Controller()
export class CreateBucketController {
  constructor(
    private readonly backend: Backend,
    private readonly requests: CreateBucketRequests,
  ) {}

  @S3Operation('CreateBucket')
  async createBucket(request: S3Request): Promise<S3Response> {
    const { bucket, caller } = request;
    const owner = caller.isRoot ? '' : (caller.account?.access ?? '');
    await this.backend.createBucket(await this.requests.read(request, owner));
    return S3Response.empty(200, { Location: `/${bucket}`, 'x-amz-bucket-arn': `arn:aws:s3:::${bucket}` });
  }
}
