import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import type { CompletedPart } from '../../backend/model/multipart.js';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../checksum/checksum.js';
import { readCompletedChecksum } from '../../checksum/checksum-request.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { refuseEncryptionMethod } from '../request/encryption-headers.js';
import { newRetention } from '../request/object-lock-headers.js';
import { refuseVersionId } from '../request/object-ref.js';
import { unquote, writeCondition } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { uploadRef } from '../request/upload-ref.js';
import { checksumElements } from '../response/checksum-elements.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import type { XmlElement } from '../xml/xml.element.js';

@Controller()
export class CompleteMultipartUploadController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('CompleteMultipartUpload')
  async completeMultipartUpload(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    refuseEncryptionMethod(request);
    const header = (name: string): string | undefined => request.header(name);
    const document = await readDocument(request, 'CompleteMultipartUpload', { objectChecksums: true });
    const parts = readParts(document, this.config.maxParts);
    const result = await this.backend.completeMultipartUpload({
      ...uploadRef(request),
      parts,
      objectSize: objectSize(header('x-amz-mp-object-size')),
      checksum: readCompletedChecksum(header),
      condition: writeCondition(header),
      versioning: versioningOf(request.existingBucket),
      retention: newRetention(request.existingBucket),
    });
    const { bucket, key } = request;
    const content = {
      Location: `${request.isSecure ? 'https' : 'http'}://${header('host') ?? ''}${request.rawPath}`,
      Bucket: bucket,
      Key: key,
      ETag: quote(result.etag),
      ...checksumElements(result.checksum),
    };
    return S3Response.xml('CompleteMultipartUploadResult', content, {
      'x-amz-version-id': shownVersion(request, result.versionId),
    });
  }
}

/** @throws S3Error MalformedXML, InvalidArgument */
function readParts(document: XmlElement, maxParts: number): CompletedPart[] {
  const parts = document.children('Part');
  if (parts.length === 0 || parts.length > maxParts) throw new S3Error('MalformedXML');
  return parts.map((part) => {
    const partNumber = part.requiredInteger('PartNumber');
    if (partNumber < 1 || partNumber > maxParts) {
      throw new S3Error(
        'InvalidArgument',
        { ArgumentName: 'PartNumber', ArgumentValue: partNumber },
        { message: `PartNumber must be >= 1 and <= ${maxParts}` },
      );
    }
    return { partNumber, etag: unquote(part.requiredText('ETag')), checksums: readChecksums(part) };
  });
}

function readChecksums(part: XmlElement): Partial<Record<ChecksumAlgorithm, string>> {
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = part.optionalText(`Checksum${algorithm}`);
    if (value !== undefined) checksums[algorithm] = value;
  }
  return checksums;
}

function objectSize(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new S3Error(
    'InvalidRequest',
    { ArgumentName: 'x-amz-mp-object-size', ArgumentValue: value.slice(0, 64) },
    { message: 'Value for x-amz-mp-object-size header is invalid.' },
  );
}
