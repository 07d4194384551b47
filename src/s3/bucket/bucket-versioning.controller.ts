import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { readVersioningConfiguration, writeVersioningConfiguration } from './versioning-configuration.js';

@Controller()
export class BucketVersioningController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketVersioning')
  async getBucketVersioning(request: S3Request): Promise<S3Response> {
    const state = versioningOf(request.existingBucket);
    return S3Response.xml('VersioningConfiguration', writeVersioningConfiguration(state));
  }

  @S3Operation('PutBucketVersioning')
  async putBucketVersioning(request: S3Request): Promise<S3Response> {
    const document = await readDocument(request, 'VersioningConfiguration');
    const state = readVersioningConfiguration(document);
    if (!this.backend.capabilities.versions) throw new S3Error('VersioningNotConfigured');
    const { name, documents } = request.existingBucket;
    if (state === 'Suspended' && documents['object-lock'] !== undefined) {
      throw new S3Error(
        'InvalidBucketState',
        {},
        {
          message:
            'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
        },
      );
    }
    await this.backend.writeBucketDocument(name, 'versioning', state);
    return S3Response.empty();
  }
}
