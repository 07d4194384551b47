import { Controller } from '@nestjs/common';
import { isPrivateTo, readAcl } from '../../acl/access-control-list.js';
import { isObjectOwnership, ownershipOf, writeOwnership } from '../../acl/object-ownership.js';
import { Backend } from '../../backend/backend.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlElement } from '../xml/xml.element.js';

@Controller()
export class BucketOwnershipControlsController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetBucketOwnershipControls')
  async getBucketOwnershipControls(request: S3Request): Promise<S3Response> {
    const ownership = ownershipOf(request.existingBucket);
    if (ownership === undefined)
      throw new S3Error('OwnershipControlsNotFoundError', { BucketName: request.bucket });
    return S3Response.xml('OwnershipControls', { Rule: { ObjectOwnership: ownership } });
  }

  @S3Operation('PutBucketOwnershipControls')
  async putBucketOwnershipControls(request: S3Request): Promise<S3Response> {
    const ownership = readOwnershipControls(await readDocument(request, 'OwnershipControls'));
    if (ownership === 'BucketOwnerEnforced') refuseOpenAcl(request.existingBucket);
    await this.backend.writeBucketDocument(request.bucket, 'ownership', writeOwnership(ownership));
    return S3Response.empty();
  }

  @S3Operation('DeleteBucketOwnershipControls')
  async deleteBucketOwnershipControls(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'ownership');
    return S3Response.noContent();
  }
}

/** Exactly one rule. Source: S3 API Reference, OwnershipControls. @throws S3Error MalformedXML */
function readOwnershipControls(document: XmlElement) {
  const ownership = document.requiredChild('Rule').requiredText('ObjectOwnership');
  if (!isObjectOwnership(ownership)) throw new S3Error('MalformedXML');
  return ownership;
}

/** Access that an ACL gives must be taken away before ACLs are switched off. @throws S3Error InvalidBucketAclWithObjectOwnership */
function refuseOpenAcl({ documents, owner, name }: Bucket): void {
  if (documents.acl !== undefined && !isPrivateTo(readAcl(documents.acl), owner))
    throw new S3Error('InvalidBucketAclWithObjectOwnership', { BucketName: name });
}
