import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import {
  MAX_WEBSITE_BYTES,
  readWebsite,
  writeWebsite,
  type WebsiteConfiguration,
} from '../website/website-configuration.js';
import { requiredDocument } from './bucket-document.js';

const ROOT = 'WebsiteConfiguration';

@Controller()
export class BucketWebsiteController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketWebsite')
  async getBucketWebsite(request: S3Request): Promise<S3Response> {
    const website = requiredDocument<WebsiteConfiguration>(request, 'website', 'NoSuchWebsiteConfiguration');
    return S3Response.xml(ROOT, writeWebsite(website));
  }

  @S3Operation('PutBucketWebsite')
  async putBucketWebsite(request: S3Request): Promise<S3Response> {
    const website = readWebsite(await readDocument(request, ROOT, { maxBytes: MAX_WEBSITE_BYTES }));
    await this.backend.writeBucketDocument(request.bucket, 'website', JSON.stringify(website));
    return S3Response.empty();
  }

  @S3Operation('DeleteBucketWebsite')
  async deleteBucketWebsite(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'website');
    return S3Response.noContent();
  }
}
