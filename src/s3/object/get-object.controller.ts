import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refuseReadEncryption } from '../request/encryption-headers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { planRead, requestedPart } from './object-read.js';

@Controller()
export class GetObjectController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetObject')
  async getObject(request: S3Request): Promise<S3Response> {
    const object = await this.backend.getObject({
      ...objectRef(request),
      withParts: requestedPart(request) !== undefined,
    });
    try {
      refuseReadEncryption(request);
      const { status, headers, length, range } = planRead(request, object.info);
      return S3Response.stream(status, headers, { length, chunks: object.read(range) });
    } catch (error) {
      await object.close();
      throw error;
    }
  }
}
