import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { uploadBody } from '../body/upload-body.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectAttributes } from '../request/object-attributes.js';
import { writeCondition } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { checkStorageHeaders } from '../request/storage-headers.js';
import { checksumHeaders, quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class PutObjectController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('PutObject')
  async putObject(request: S3Request): Promise<S3Response> {
    checkStorageHeaders(request);
    const attributes = objectAttributes(request);
    const condition = writeCondition((name) => request.header(name));
    const body = uploadBody(request);
    try {
      const { bucket, key } = request;
      const result = await this.backend.putObject({ bucket, key, attributes, body, condition });
      return S3Response.empty(200, {
        ETag: quote(result.etag),
        ...checksumHeaders(result.checksum),
        'x-amz-version-id': result.versionId,
      });
    } finally {
      body.cancel();
    }
  }
}
