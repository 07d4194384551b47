import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { MultipartUpload } from '../../backend/model/multipart.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { keyEncoder, type KeyEncoder } from '../request/encoding-type.js';
import { countParameter } from '../request/numbers.js';
import type { S3Request } from '../request/s3-request.js';
import { AccountNames } from '../response/account-names.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlContent } from '../xml/xml.writer.js';

const MAX_UPLOADS = 1000;

@Controller()
export class ListMultipartUploadsController {
  constructor(
    private readonly backend: Backend,
    private readonly names: AccountNames,
  ) {}

  @S3Operation('ListMultipartUploads')
  async listMultipartUploads(request: S3Request): Promise<S3Response> {
    const { bucket, query } = request;
    const encodingType = query.get('encoding-type') || undefined;
    const encode = keyEncoder(encodingType);
    const input = {
      bucket,
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      keyMarker: query.get('key-marker') ?? '',
      uploadIdMarker: query.get('upload-id-marker') ?? '',
      maxUploads: countParameter(request, {
        name: 'max-uploads',
        min: 0,
        max: MAX_UPLOADS,
        fallback: MAX_UPLOADS,
      }),
    };
    const result = await this.backend.listMultipartUploads(input);
    const owner = this.names.identity(request.existingBucket.owner);
    return S3Response.xml('ListMultipartUploadsResult', {
      Bucket: bucket,
      KeyMarker: encode(input.keyMarker),
      UploadIdMarker: input.uploadIdMarker,
      NextKeyMarker: result.nextKeyMarker === undefined ? undefined : encode(result.nextKeyMarker),
      NextUploadIdMarker: result.nextUploadIdMarker,
      Prefix: encode(input.prefix),
      Delimiter: input.delimiter === '' ? undefined : encode(input.delimiter),
      MaxUploads: input.maxUploads,
      EncodingType: encodingType,
      IsTruncated: result.isTruncated,
      Upload: result.uploads.map((upload) => ({
        ...uploadElement(upload, encode),
        Initiator: this.names.identity(upload.initiator),
        Owner: owner,
      })),
      CommonPrefixes: result.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    });
  }
}

function uploadElement(upload: MultipartUpload, encode: KeyEncoder): XmlContent {
  return {
    Key: encode(upload.key),
    UploadId: upload.uploadId,
    StorageClass: upload.storageClass,
    Initiated: upload.initiated,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
  };
}
