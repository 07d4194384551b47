import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { MultipartUpload, UploadedPart } from '../../backend/model/multipart.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { keyEncoder } from '../request/encoding-type.js';
import { countParameter } from '../request/numbers.js';
import type { S3Request } from '../request/s3-request.js';
import { uploadRef } from '../request/upload-ref.js';
import { AccountNames } from '../response/account-names.js';
import { checksumElement } from '../response/checksum-elements.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlContent } from '../xml/xml.writer.js';

const MAX_PARTS = 1000;

@Controller()
export class ListPartsController {
  constructor(
    private readonly backend: Backend,
    private readonly names: AccountNames,
  ) {}

  @S3Operation('ListParts')
  async listParts(request: S3Request): Promise<S3Response> {
    const encode = keyEncoder(request.query.get('encoding-type'));
    const maxParts = countParameter(request, {
      name: 'max-parts',
      min: 0,
      max: MAX_PARTS,
      fallback: MAX_PARTS,
    });
    const marker = countParameter(request, {
      name: 'part-number-marker',
      min: 0,
      max: 2 ** 31 - 1,
      fallback: 0,
    });
    const ref = uploadRef(request);
    const { upload, parts, isTruncated } = await this.backend.listParts({
      ...ref,
      partNumberMarker: marker,
      maxParts,
    });
    return S3Response.xml('ListPartsResult', {
      Bucket: ref.bucket,
      Key: encode(ref.key),
      UploadId: ref.uploadId,
      Initiator: this.names.identity(upload.initiator),
      Owner: this.names.identity(request.existingBucket.owner),
      StorageClass: upload.storageClass,
      PartNumberMarker: marker,
      NextPartNumberMarker: parts.at(-1)?.partNumber ?? 0,
      MaxParts: maxParts,
      IsTruncated: isTruncated,
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
      Part: parts.map((part) => partElement(part, upload)),
    });
  }
}

/** Checksums stand there only when the upload was created with an algorithm. */
function partElement(part: UploadedPart, upload: MultipartUpload): XmlContent {
  return {
    PartNumber: part.partNumber,
    LastModified: part.lastModified,
    ETag: quote(part.etag),
    Size: part.size,
    ...(upload.checksum ? checksumElement(part.checksum) : {}),
  };
}
