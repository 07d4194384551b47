import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { ListObjectsResult } from '../../backend/model/listing.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { readToken, writeToken } from '../request/continuation-token.js';
import { keyEncoder, type KeyEncoder } from '../request/encoding-type.js';
import { countParameter } from '../request/numbers.js';
import type { S3Request } from '../request/s3-request.js';
import { AccountNames } from '../response/account-names.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlContent } from '../xml/xml.writer.js';

const MAX_KEYS = 1000;

const OPTIONAL_ATTRIBUTES = 'x-amz-optional-object-attributes';

@Controller()
export class ListObjectsController {
  constructor(
    private readonly backend: Backend,
    private readonly names: AccountNames,
  ) {}

  @S3Operation('ListObjects')
  async listObjects(request: S3Request): Promise<S3Response> {
    const page = commonParameters(request);
    const marker = request.query.get('marker') ?? '';
    const { encode } = page;
    const result = await this.backend.listObjects({
      ...page.input,
      startAfter: marker,
      operation: 'ListObjects',
    });
    const owner = this.names.identity(request.existingBucket.owner);
    return S3Response.xml('ListBucketResult', {
      Name: request.bucket,
      Prefix: encode(page.input.prefix),
      Marker: encode(marker),
      MaxKeys: page.input.maxKeys,
      Delimiter: page.input.delimiter === '' ? undefined : encode(page.input.delimiter),
      EncodingType: page.encodingType,
      IsTruncated: result.isTruncated,
      // Source: S3 API Reference, ListObjects: only with a delimiter; else the last key is the marker.
      NextMarker:
        result.isTruncated && page.input.delimiter !== '' ? encode(result.nextStartAfter ?? '') : undefined,
      ...entries(result, encode, owner),
    });
  }

  @S3Operation('ListObjectsV2')
  async listObjectsV2(request: S3Request): Promise<S3Response> {
    const { query, bucket } = request;
    const page = commonParameters(request);
    const { encode } = page;
    const startAfter = query.get('start-after') ?? '';
    const token = query.get('continuation-token');
    const result = await this.backend.listObjects({
      ...page.input,
      startAfter: token === undefined ? startAfter : readToken(token),
      operation: 'ListObjectsV2',
    });
    const wantsOwner = query.get('fetch-owner') === 'true';
    const owner = wantsOwner ? this.names.identity(request.existingBucket.owner) : undefined;
    return S3Response.xml('ListBucketResult', {
      Name: bucket,
      Prefix: encode(page.input.prefix),
      MaxKeys: page.input.maxKeys,
      Delimiter: page.input.delimiter === '' ? undefined : encode(page.input.delimiter),
      EncodingType: page.encodingType,
      KeyCount: result.objects.length + result.commonPrefixes.length,
      IsTruncated: result.isTruncated,
      ContinuationToken: token,
      NextContinuationToken: result.isTruncated ? writeToken(result.nextStartAfter ?? '') : undefined,
      StartAfter: startAfter === '' ? undefined : encode(startAfter),
      ...entries(result, encode, owner),
    });
  }
}

/** No object of this gateway is being restored: `RestoreStatus` adds nothing. @throws S3Error InvalidArgument */
function checkOptionalAttributes(request: S3Request): void {
  const names = request.header(OPTIONAL_ATTRIBUTES);
  if (names === undefined || names.split(',').every((name) => name.trim() === 'RestoreStatus')) return;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: OPTIONAL_ATTRIBUTES, ArgumentValue: names.slice(0, 256) },
    { message: 'Invalid attribute name specified.' },
  );
}

function commonParameters(request: S3Request) {
  const { query, bucket } = request;
  const encodingType = query.get('encoding-type') || undefined;
  checkOptionalAttributes(request);
  return {
    encodingType,
    encode: keyEncoder(encodingType),
    input: {
      bucket,
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      maxKeys: countParameter(request, {
        name: 'max-keys',
        min: 0,
        max: MAX_KEYS,
        fallback: MAX_KEYS,
        outOfBounds: { name: 'maxKeys' },
      }),
    },
  };
}

function entries(result: ListObjectsResult, encode: KeyEncoder, owner: XmlContent | undefined): XmlContent {
  return {
    Contents: result.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: object.lastModified,
      ETag: quote(object.etag),
      ChecksumAlgorithm: object.checksumAlgorithm,
      ChecksumType: object.checksumType,
      Size: object.size,
      Owner: owner,
      StorageClass: object.storageClass,
    })),
    CommonPrefixes: result.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}
