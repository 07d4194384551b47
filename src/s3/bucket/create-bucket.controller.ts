import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { readOptionalDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { refuseObjectLock } from '../request/storage-headers.js';
import { S3Response } from '../response/s3-response.js';

/** The region that S3 takes when none is named, and that must not be named. */
const DEFAULT_REGION = 'us-east-1';

@Controller()
export class CreateBucketController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('CreateBucket')
  async createBucket(request: S3Request): Promise<S3Response> {
    const { bucket, caller } = request;
    refuseObjectLock(request);
    const document = await readOptionalDocument(request, 'CreateBucketConfiguration');
    checkLocation(document?.optionalText('LocationConstraint'), this.config.region);
    await this.backend.createBucket({ bucket, owner: caller.isRoot ? '' : (caller.account?.access ?? '') });
    return S3Response.empty(200, { Location: `/${bucket}`, 'x-amz-bucket-arn': `arn:aws:s3:::${bucket}` });
  }
}

/** Source: S3 API Reference, CreateBucket: the constraint is the region of the endpoint. @throws S3Error InvalidLocationConstraint */
function checkLocation(location: string | undefined, region: string): void {
  if (location === undefined || location === '') return;
  if (location !== region || location === DEFAULT_REGION) {
    throw new S3Error('InvalidLocationConstraint', { LocationConstraint: location.slice(0, 64) });
  }
}
