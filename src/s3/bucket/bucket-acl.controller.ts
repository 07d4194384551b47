import { Controller } from '@nestjs/common';
import { privateAcl, readAcl } from '../../acl/access-control-list.js';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { writeAclDocument } from '../request/acl-document.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { AccountNames } from '../response/account-names.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class BucketAclController {
  constructor(
    private readonly backend: Backend,
    private readonly acls: RequestedAcls,
    private readonly names: AccountNames,
  ) {}

  /** Where ACLs are off, the one that counts is the owner's. */
  @S3Operation('GetBucketAcl')
  async getBucketAcl(request: S3Request): Promise<S3Response> {
    const { existingBucket: bucket } = request;
    const { documents, owner } = bucket;
    const acl =
      documents.acl !== undefined && this.acls.countIn(bucket) ? readAcl(documents.acl) : privateAcl(owner);
    return S3Response.xml(
      'AccessControlPolicy',
      writeAclDocument(acl, (access) => this.names.identity(access)),
    );
  }

  @S3Operation('PutBucketAcl')
  async putBucketAcl(request: S3Request): Promise<S3Response> {
    const acl = await this.acls.ofBucket(request);
    if (acl !== undefined) await this.backend.writeBucketDocument(request.bucket, 'acl', acl);
    return S3Response.empty();
  }
}
