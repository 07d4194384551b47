import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readDocument } from '../body/request-document.js';
import { MAX_CORS_BYTES, readCors, writeCors, type CorsConfiguration } from '../cors/cors-configuration.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { requiredDocument } from './bucket-document.js';

@Controller()
export class BucketCorsController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketCors')
  async getBucketCors(request: S3Request): Promise<S3Response> {
    const configuration = requiredDocument<CorsConfiguration>(request, 'cors', 'NoSuchCORSConfiguration');
    return S3Response.xml('CORSConfiguration', writeCors(configuration));
  }

  @S3Operation('PutBucketCors')
  async putBucketCors(request: S3Request): Promise<S3Response> {
    const document = await readDocument(request, 'CORSConfiguration', {
      digestRequired: true,
      maxBytes: MAX_CORS_BYTES,
    });
    await this.backend.writeBucketDocument(request.bucket, 'cors', JSON.stringify(readCors(document)));
    return S3Response.empty();
  }

  @S3Operation('DeleteBucketCors')
  async deleteBucketCors(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'cors');
    return S3Response.noContent();
  }
}
