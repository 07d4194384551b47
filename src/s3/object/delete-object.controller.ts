import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { bypassesGovernance } from '../request/object-lock-headers.js';
import { objectRef } from '../request/object-ref.js';
import { deleteCondition } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class DeleteObjectController {
  constructor(
    private readonly backend: Backend,
    private readonly authorization: Authorization,
  ) {}

  @S3Operation('DeleteObject')
  async deleteObject(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    const condition = deleteCondition((name) => request.header(name));
    const versioning = versioningOf(request.existingBucket);
    const bypassGovernance = await bypassesGovernance(request, this.authorization, ref);
    const { deleteMarker, versionId = ref.versionId } = await this.backend.deleteObject({
      ...ref,
      condition,
      versioning,
      bypassGovernance,
    });
    return S3Response.noContent({
      'x-amz-delete-marker': deleteMarker ? 'true' : undefined,
      'x-amz-version-id': versioning && versionId,
    });
  }
}
