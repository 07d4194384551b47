import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refuseReadEncryption } from '../request/encryption-headers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { planRead, requestedPart } from './object-read.js';

@Controller()
export class HeadObjectController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('HeadObject')
  async headObject(request: S3Request): Promise<S3Response> {
    const info = await this.backend.headObject({
      ...objectRef(request),
      withParts: requestedPart(request) !== undefined,
    });
    refuseReadEncryption(request);
    const { status, headers } = planRead(request, info);
    return S3Response.empty(status, headers);
  }
}
