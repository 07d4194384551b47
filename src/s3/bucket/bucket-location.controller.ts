import { Controller } from '@nestjs/common';
import { ServerConfig } from '../../config/server.config.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { S3_NAMESPACE, writeXml } from '../xml/xml.writer.js';

@Controller()
export class BucketLocationController {
  constructor(private readonly config: ServerConfig) {}

  /** The authorisation guard has found the bucket. */
  @S3Operation('GetBucketLocation')
  async getBucketLocation(_request: S3Request): Promise<S3Response> {
    const { region } = this.config;
    // us-east-1 is the empty element.
    const content = region === 'us-east-1' ? '' : region;
    return S3Response.document(writeXml('LocationConstraint', content, { namespace: S3_NAMESPACE }));
  }
}
