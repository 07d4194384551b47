import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { requiredDate } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { uploadRef } from '../request/upload-ref.js';
import { S3Response } from '../response/s3-response.js';

const IF_INITIATED = 'x-amz-if-match-initiated-time';

@Controller()
export class AbortMultipartUploadController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('AbortMultipartUpload')
  async abortMultipartUpload(request: S3Request): Promise<S3Response> {
    const initiated = request.header(IF_INITIATED);
    const ifMatchInitiated = initiated === undefined ? undefined : requiredDate(IF_INITIATED, initiated);
    await this.backend.abortMultipartUpload({ ...uploadRef(request), ifMatchInitiated });
    return S3Response.noContent();
  }
}
