import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectRef } from '../request/object-ref.js';
import { deleteCondition } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class DeleteObjectController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('DeleteObject')
  async deleteObject(request: S3Request): Promise<S3Response> {
    const condition = deleteCondition((name) => request.header(name));
    const { deleteMarker, versionId } = await this.backend.deleteObject({ ...objectRef(request), condition });
    return S3Response.noContent({
      'x-amz-delete-marker': deleteMarker ? 'true' : undefined,
      'x-amz-version-id': versionId,
    });
  }
}
