import { Controller } from '@nestjs/common';
import { privateAcl, readAcl, type AccessControlList } from '../../acl/access-control-list.js';
import { Backend } from '../../backend/backend.js';
import type { Bucket } from '../../backend/model/bucket.js';
import type { ObjectInfo } from '../../backend/model/object.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { writeAclDocument } from '../request/acl-document.js';
import { objectRef } from '../request/object-ref.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { AccountNames } from '../response/account-names.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import { refuseDeleteMarker } from './refuse-delete-marker.js';

@Controller()
export class ObjectAclController {
  constructor(
    private readonly backend: Backend,
    private readonly acls: RequestedAcls,
    private readonly names: AccountNames,
  ) {}

  @S3Operation('GetObjectAcl')
  async getObjectAcl(request: S3Request): Promise<S3Response> {
    const info = await this.backend.headObject(objectRef(request));
    return S3Response.xml(
      'AccessControlPolicy',
      writeAclDocument(this.currentAcl(info, request.existingBucket), (access) =>
        this.names.identity(access),
      ),
      { 'x-amz-version-id': shownVersion(request, info.versionId) },
    );
  }

  @S3Operation('PutObjectAcl')
  async putObjectAcl(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    const info = await refuseDeleteMarker(this.backend.headObject(ref));
    const { owner } = this.currentAcl(info, request.existingBucket);
    const acl = await this.acls.ofObject(request, owner);
    const { versionId } =
      acl === undefined ? info : await refuseDeleteMarker(this.backend.updateObject(ref, { acl }));
    return S3Response.empty(200, { 'x-amz-version-id': shownVersion(request, versionId) });
  }

  /** An object without a list of its own, or in a bucket without ACLs, is the bucket's owner's. */
  private currentAcl({ attributes }: ObjectInfo, bucket: Bucket): AccessControlList {
    return attributes.acl !== undefined && this.acls.countIn(bucket)
      ? readAcl(attributes.acl)
      : privateAcl(bucket.owner);
  }
}
