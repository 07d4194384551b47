import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import { uploadBody } from '../body/upload-body.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectAttributes } from '../request/object-attributes.js';
import { requireDigestOfLocked } from '../request/object-lock-headers.js';
import { refuseVersionId } from '../request/object-ref.js';
import { writeCondition } from '../request/preconditions.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { checkStorageHeaders } from '../request/storage-headers.js';
import { checksumHeaders, quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';

@Controller()
export class PutObjectController {
  constructor(
    private readonly backend: Backend,
    private readonly acls: RequestedAcls,
  ) {}

  @S3Operation('PutObject')
  async putObject(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    checkStorageHeaders(request);
    const attributes = { ...objectAttributes(request), acl: await this.acls.ofNewObject(request) };
    const condition = writeCondition((name) => request.header(name));
    requireDigestOfLocked((name) => request.header(name));
    const body = uploadBody(request);
    try {
      const { bucket, key } = request;
      const versioning = versioningOf(request.existingBucket);
      const result = await this.backend.putObject({ bucket, key, attributes, body, condition, versioning });
      return S3Response.empty(200, {
        ETag: quote(result.etag),
        ...checksumHeaders(result.checksum),
        'x-amz-version-id': shownVersion(request, result.versionId),
      });
    } finally {
      body.cancel();
    }
  }
}
