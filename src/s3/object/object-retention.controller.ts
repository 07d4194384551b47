import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import {
  bypassesGovernance,
  lockSaid,
  requireDigestOfDocument,
  requireObjectLock,
} from '../request/object-lock-headers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import { readRetention, writeRetention } from './object-retention.js';
import { refuseDeleteMarker } from './refuse-delete-marker.js';

@Controller()
export class ObjectRetentionController {
  constructor(
    private readonly backend: Backend,
    private readonly authorization: Authorization,
  ) {}

  @S3Operation('GetObjectRetention')
  async getObjectRetention(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    requireObjectLock(request.existingBucket);
    const { attributes, versionId } = await this.backend.headObject(ref);
    const retention = attributes.lock?.retention;
    if (!retention) throw new S3Error('NoSuchObjectLockConfiguration');
    return S3Response.xml('Retention', writeRetention(retention), {
      'x-amz-version-id': shownVersion(request, versionId),
    });
  }

  @S3Operation('PutObjectRetention')
  async putObjectRetention(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    requireDigestOfDocument((name) => request.header(name));
    requireObjectLock(request.existingBucket);
    const to = readRetention(await readDocument(request, 'Retention'));
    const lock = { retention: to };
    await this.authorization.requireOperation(request, lockSaid(lock));
    const bypassGovernance = await bypassesGovernance(request, this.authorization, ref, lock);
    const update = { retention: { to, bypassGovernance } };
    const { versionId } = await refuseDeleteMarker(this.backend.updateObject(ref, update));
    return S3Response.empty(200, { 'x-amz-version-id': shownVersion(request, versionId) });
  }
}
