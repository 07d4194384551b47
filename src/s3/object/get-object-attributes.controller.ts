import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { ObjectInfo } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { parseCount } from '../request/numbers.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { checksumElement, checksumElements } from '../response/checksum-elements.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import type { XmlContent } from '../xml/xml.writer.js';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
type Attribute = (typeof ATTRIBUTES)[number];

const MISSING =
  'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty';

@Controller()
export class GetObjectAttributesController {
  constructor(private readonly backend: Backend) {}

  @S3Operation('GetObjectAttributes')
  async getObjectAttributes(request: S3Request): Promise<S3Response> {
    const wanted = requestedAttributes(request.header('x-amz-object-attributes'));
    const info = await this.backend.headObject({
      ...objectRef(request),
      withParts: wanted.has('ObjectParts'),
    });
    const content: XmlContent = {
      ETag: wanted.has('ETag') ? info.etag : undefined,
      Checksum: wanted.has('Checksum') && info.checksum ? checksumElements(info.checksum) : undefined,
      ObjectParts: wanted.has('ObjectParts') ? objectParts(request, info) : undefined,
      StorageClass: wanted.has('StorageClass') ? info.storageClass : undefined,
      ObjectSize: wanted.has('ObjectSize') ? info.size : undefined,
    };
    return S3Response.xml('GetObjectAttributesResponse', content, {
      'Last-Modified': info.lastModified.toUTCString(),
      'x-amz-version-id': shownVersion(request, info.versionId),
    });
  }
}

/**
 * S3 passes over commas at the end; a list of nothing else is a missing one.
 * @throws S3Error InvalidRequest, InvalidArgument
 */
function requestedAttributes(header: string | undefined): ReadonlySet<Attribute> {
  const names = (header ?? ',').split(',').map((name) => name.trim());
  if (names.length > 1) while (names.at(-1) === '') names.pop();
  if (names.length === 0) throw new S3Error('InvalidRequest', {}, { message: MISSING });
  const unknown = names.find((name) => !ATTRIBUTES.includes(name as Attribute));
  if (unknown === undefined) return new Set(names as Attribute[]);
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'x-amz-object-attributes', ArgumentValue: unknown },
    { message: 'Invalid attribute name specified.' },
  );
}

/** One page of the parts; only objects made by a multipart upload have them. Part checksums are listed for composite ones, as AWS does. */
function objectParts(request: S3Request, info: ObjectInfo): XmlContent | undefined {
  if (!info.parts) return undefined;
  const maxParts = parseCount(request.header('x-amz-max-parts') ?? '1000', {
    name: 'x-amz-max-parts',
    min: 0,
    max: 1000,
    fallback: 1000,
  });
  const marker = parseCount(request.header('x-amz-part-number-marker') ?? '0', {
    name: 'x-amz-part-number-marker',
    min: 0,
    max: 10_000,
    fallback: 0,
  });
  const following = info.parts.filter(({ partNumber }) => partNumber > marker);
  const page = following.slice(0, maxParts);
  const { checksum } = info;
  return {
    PartsCount: info.partCount ?? info.parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? marker,
    MaxParts: maxParts,
    IsTruncated: following.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.partNumber,
      Size: part.size,
      ...(checksum && part.checksum !== undefined
        ? checksumElement({ algorithm: checksum.algorithm, value: part.checksum })
        : {}),
    })),
  };
}
