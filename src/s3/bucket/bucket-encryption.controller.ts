import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { storedDocument } from './bucket-document.js';
import {
  DEFAULT_ENCRYPTION,
  readEncryption,
  writeEncryption,
  type EncryptionConfiguration,
} from './bucket-encryption-configuration.js';

const ROOT = 'ServerSideEncryptionConfiguration';

@Controller()
export class BucketEncryptionController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketEncryption')
  async getBucketEncryption(request: S3Request): Promise<S3Response> {
    const configuration = storedDocument<EncryptionConfiguration>(request.existingBucket, 'encryption');
    return S3Response.xml(ROOT, writeEncryption(configuration ?? DEFAULT_ENCRYPTION));
  }

  @S3Operation('PutBucketEncryption')
  async putBucketEncryption(request: S3Request): Promise<S3Response> {
    const configuration = readEncryption(await readDocument(request, ROOT));
    await this.backend.writeBucketDocument(request.bucket, 'encryption', JSON.stringify(configuration));
    return S3Response.empty();
  }

  @S3Operation('DeleteBucketEncryption')
  async deleteBucketEncryption(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'encryption');
    return S3Response.noContent();
  }
}
