import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { BUCKET_TAGS, checkTags, readTagging, writeTagPairs, type TagPair } from '../request/tags.js';
import { S3Response } from '../response/s3-response.js';
import { requiredDocument } from './bucket-document.js';

@Controller()
export class BucketTaggingController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketTagging')
  async getBucketTagging(request: S3Request): Promise<S3Response> {
    const pairs = requiredDocument<TagPair[]>(request, 'tagging', 'NoSuchTagSet');
    return S3Response.xml('Tagging', writeTagPairs(pairs));
  }

  /** An empty set is no tag set. */
  @S3Operation('PutBucketTagging')
  async putBucketTagging(request: S3Request): Promise<S3Response> {
    const pairs = readTagging(await readDocument(request, 'Tagging', { digestRequired: true }));
    checkTags(pairs, BUCKET_TAGS);
    if (pairs.length === 0) await this.backend.removeBucketDocument(request.bucket, 'tagging');
    else await this.backend.writeBucketDocument(request.bucket, 'tagging', JSON.stringify(pairs));
    return S3Response.noContent();
  }

  @S3Operation('DeleteBucketTagging')
  async deleteBucketTagging(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'tagging');
    return S3Response.noContent();
  }
}
