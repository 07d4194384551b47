import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { lockSaid, requireDigestOfDocument, requireObjectLock } from '../request/object-lock-headers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { holdStatus } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import type { XmlElement } from '../xml/xml.element.js';
import { refuseDeleteMarker } from './refuse-delete-marker.js';

@Controller()
export class ObjectLegalHoldController {
  constructor(
    private readonly backend: Backend,
    private readonly authorization: Authorization,
  ) {}

  @S3Operation('GetObjectLegalHold')
  async getObjectLegalHold(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    requireObjectLock(request.existingBucket);
    const { attributes, versionId } = await this.backend.headObject(ref);
    const hold = attributes.lock?.legalHold;
    if (hold === undefined) throw new S3Error('NoSuchObjectLockConfiguration');
    return S3Response.xml(
      'LegalHold',
      { Status: holdStatus(hold) },
      { 'x-amz-version-id': shownVersion(request, versionId) },
    );
  }

  @S3Operation('PutObjectLegalHold')
  async putObjectLegalHold(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    requireDigestOfDocument((name) => request.header(name));
    requireObjectLock(request.existingBucket);
    const legalHold = readLegalHold(await readDocument(request, 'LegalHold'));
    await this.authorization.requireOperation(request, lockSaid({ legalHold }));
    const { versionId } = await refuseDeleteMarker(this.backend.updateObject(ref, { legalHold }));
    return S3Response.empty(200, { 'x-amz-version-id': shownVersion(request, versionId) });
  }
}

/** Source: S3 API Reference, PutObjectLegalHold. @throws S3Error MalformedXML */
function readLegalHold(document: XmlElement): boolean {
  const status = document.requiredText('Status');
  if (status !== 'ON' && status !== 'OFF') throw new S3Error('MalformedXML');
  return status === 'ON';
}
