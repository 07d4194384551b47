import { Controller } from '@nestjs/common';
import {
  PUBLIC_ACCESS_SETTINGS,
  publicAccessBlockOf,
  type PublicAccessBlock,
} from '../../acl/public-access-block.js';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlElement } from '../xml/xml.element.js';

@Controller()
export class PublicAccessBlockController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetPublicAccessBlock')
  async getPublicAccessBlock(request: S3Request): Promise<S3Response> {
    const block = publicAccessBlockOf(request.existingBucket);
    if (!block) throw new S3Error('NoSuchPublicAccessBlockConfiguration', { BucketName: request.bucket });
    return S3Response.xml('PublicAccessBlockConfiguration', block);
  }

  @S3Operation('PutPublicAccessBlock')
  async putPublicAccessBlock(request: S3Request): Promise<S3Response> {
    const block = readBlock(await readDocument(request, 'PublicAccessBlockConfiguration'));
    await this.backend.writeBucketDocument(request.bucket, 'public-access-block', JSON.stringify(block));
    return S3Response.empty();
  }

  @S3Operation('DeletePublicAccessBlock')
  async deletePublicAccessBlock(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'public-access-block');
    return S3Response.noContent();
  }
}

/** What is not named is off. @throws S3Error MalformedXML */
function readBlock(document: XmlElement): PublicAccessBlock {
  document.allowOnly(...PUBLIC_ACCESS_SETTINGS);
  const settings = PUBLIC_ACCESS_SETTINGS.map((name) => [name, document.optionalBoolean(name) === true]);
  return Object.fromEntries(settings) as PublicAccessBlock;
}
