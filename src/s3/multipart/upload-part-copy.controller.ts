import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { refuseCopiedMarker } from '../object/copied-delete-marker.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refusePartEncryption, refuseSourceEncryption } from '../request/encryption-headers.js';
import { partNumberParameter } from '../request/numbers.js';
import { refOf, refuseVersionId } from '../request/object-ref.js';
import { readCondition } from '../request/preconditions.js';
import { parseCopySourceRange } from '../request/range.js';
import type { S3Request } from '../request/s3-request.js';
import { uploadRef } from '../request/upload-ref.js';
import { checksumElement } from '../response/checksum-elements.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';

@Controller()
export class UploadPartCopyController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('UploadPartCopy')
  async uploadPartCopy(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    refusePartEncryption(request);
    refuseSourceEncryption(request);
    const { copySource } = request;
    if (!copySource) throw new S3Error('InvalidArgument', { ArgumentName: 'x-amz-copy-source' });
    const copy = this.backend.uploadPartCopy({
      ...uploadRef(request),
      partNumber: partNumberParameter(request, this.config.maxParts),
      source: refOf(copySource, 'x-amz-copy-source'),
      sourceCondition: readCondition((name) => request.header(name), 'x-amz-copy-source-'),
      range: parseCopySourceRange(request.header('x-amz-copy-source-range')),
    });
    const part = await refuseCopiedMarker(copy);
    const content = {
      LastModified: part.lastModified,
      ETag: quote(part.etag),
      ...checksumElement(part.checksum),
    };
    return S3Response.xml('CopyPartResult', content, {
      'x-amz-copy-source-version-id': part.sourceVersionId,
    });
  }
}
