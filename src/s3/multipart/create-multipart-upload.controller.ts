import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { readUploadChecksum } from '../../checksum/checksum-request.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectAttributes } from '../request/object-attributes.js';
import { askedObjectLock } from '../request/object-lock-headers.js';
import { refuseVersionId } from '../request/object-ref.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { checkStorageHeaders } from '../request/storage-headers.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class CreateMultipartUploadController {
  constructor(
    private readonly backend: Backend,
    private readonly acls: RequestedAcls,
  ) {}

  @S3Operation('CreateMultipartUpload')
  async createMultipartUpload(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    checkStorageHeaders(request);
    const { bucket, key, caller } = request;
    const checksum = readUploadChecksum((name) => request.header(name));
    const uploadId = await this.backend.createMultipartUpload({
      bucket,
      key,
      attributes: {
        ...objectAttributes(request),
        lock: askedObjectLock(request.existingBucket, (name) => request.header(name)),
        acl: await this.acls.ofNewObject(request),
      },
      checksum,
      initiator: caller.account?.access ?? '',
    });
    return S3Response.xml(
      'InitiateMultipartUploadResult',
      { Bucket: bucket, Key: key, UploadId: uploadId },
      { 'x-amz-checksum-algorithm': checksum?.algorithm, 'x-amz-checksum-type': checksum?.type },
    );
  }
}
