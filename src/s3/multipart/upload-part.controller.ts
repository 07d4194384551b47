import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { ServerConfig } from '../../config/server.config.js';
import { uploadBody } from '../body/upload-body.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refusePartEncryption } from '../request/encryption-headers.js';
import { partNumberParameter } from '../request/numbers.js';
import { refuseVersionId } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { uploadRef } from '../request/upload-ref.js';
import { partChecksumHeader, quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class UploadPartController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('UploadPart')
  async uploadPart(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    refusePartEncryption(request);
    const partNumber = partNumberParameter(request, this.config.maxParts);
    const body = uploadBody(request);
    try {
      const part = await this.backend.uploadPart({ ...uploadRef(request), partNumber, body });
      return S3Response.empty(200, { ETag: quote(part.etag), ...partChecksumHeader(part.checksum) });
    } finally {
      body.cancel();
    }
  }
}
