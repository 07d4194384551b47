import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { select } from '../../select/select.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refuseReadEncryption } from '../request/encryption-headers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';
import { SelectAnswer } from './select-answer.js';
import { readSelectRequest } from './select-request.js';
import { ObjectSource } from './select-source.js';

@Controller()
export class SelectObjectContentController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('SelectObjectContent')
  async selectObjectContent(request: S3Request): Promise<S3Response> {
    if (request.header('range') !== undefined) throw new S3Error('UnsupportedRangeHeader');
    const ref = objectRef(request);
    const selection = readSelectRequest(await readDocument(request, 'SelectObjectContentRequest'));
    const object = await this.backend.getObject(ref);
    const source = new ObjectSource(this.backend, ref, object);
    try {
      refuseReadEncryption(request);
      refuseStorageClass(object.info.storageClass);
      const chunks = await SelectAnswer.open(select(selection, source));
      return S3Response.stream(200, { 'Content-Type': 'application/vnd.amazon.eventstream' }, { chunks });
    } catch (error) {
      await source.close();
      throw error;
    }
  }
}

function refuseStorageClass(name: string): void {
  if (name === 'STANDARD') return;
  const message = `We do not support ${name} storage class. Please check the service documentation and try again.`;
  throw new S3Error('UnsupportedStorageClass', {}, { message });
}
