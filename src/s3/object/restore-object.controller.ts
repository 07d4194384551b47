import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import type { S3Response } from '../response/s3-response.js';
import { refuseDeleteMarker } from './refuse-delete-marker.js';
import { checkRestoreRequest } from './restore-request.js';

@Controller()
export class RestoreObjectController {
  constructor(private readonly backend: Backend) {}

  /** No storage of this gateway has archived objects. Source: S3 API Reference, RestoreObject, "Special errors". */
  @S3Operation('RestoreObject')
  async restoreObject(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    checkRestoreRequest(await readDocument(request, 'RestoreRequest'));
    const { storageClass } = await refuseDeleteMarker(this.backend.headObject(ref));
    if (storageClass !== 'STANDARD') throw new S3Error('NotImplemented', { Header: 'RestoreObject' });
    throw new S3Error(
      'InvalidObjectState',
      {},
      { message: "Restore is not allowed for the object's current storage class" },
    );
  }
}
