import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { objectLockOf, versioningOf } from '../../backend/model/bucket-settings.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { requireDigestOfDocument } from '../request/object-lock-headers.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { readObjectLockConfiguration, writeObjectLockConfiguration } from './object-lock-configuration.js';

@Controller()
export class ObjectLockConfigurationController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetObjectLockConfiguration')
  async getObjectLockConfiguration(request: S3Request): Promise<S3Response> {
    const configuration = objectLockOf(request.existingBucket);
    if (!configuration)
      throw new S3Error('ObjectLockConfigurationNotFoundError', { BucketName: request.bucket });
    return S3Response.xml('ObjectLockConfiguration', writeObjectLockConfiguration(configuration));
  }

  /** Object Lock stays for good: another configuration only changes what new versions get by default. */
  @S3Operation('PutObjectLockConfiguration')
  async putObjectLockConfiguration(request: S3Request): Promise<S3Response> {
    requireDigestOfDocument((name) => request.header(name));
    const document = await readDocument(request, 'ObjectLockConfiguration');
    const configuration = readObjectLockConfiguration(document);
    const bucket = request.existingBucket;
    if (versioningOf(bucket) !== 'Enabled') {
      throw new S3Error(
        'InvalidBucketState',
        {},
        { message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration" },
      );
    }
    await this.backend.writeBucketDocument(bucket.name, 'object-lock', JSON.stringify(configuration));
    return S3Response.empty();
  }
}
