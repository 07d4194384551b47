import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import type { ListObjectVersionsInput, ListedVersion } from '../../backend/model/versions.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { keyEncoder, type KeyEncoder } from '../request/encoding-type.js';
import { countParameter } from '../request/numbers.js';
import { checkVersionId } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { AccountNames } from '../response/account-names.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlContent } from '../xml/xml.writer.js';

const MAX_KEYS = 1000;

@Controller()
export class ListObjectVersionsController {
  constructor(
    private readonly backend: Backend,
    private readonly names: AccountNames,
  ) {}

  @S3Operation('ListObjectVersions')
  async listObjectVersions(request: S3Request): Promise<S3Response> {
    const encodingType = request.query.get('encoding-type');
    const encode = keyEncoder(encodingType);
    const input = readInput(request);
    const result = await this.backend.listObjectVersions(input);
    const owner = this.names.identity(request.existingBucket.owner);
    return S3Response.xml('ListVersionsResult', {
      Name: input.bucket,
      Prefix: encode(input.prefix),
      KeyMarker: encode(input.keyMarker),
      VersionIdMarker: input.versionIdMarker,
      NextKeyMarker: result.nextKeyMarker === undefined ? undefined : encode(result.nextKeyMarker),
      NextVersionIdMarker: result.nextVersionIdMarker,
      MaxKeys: input.maxKeys,
      Delimiter: input.delimiter === '' ? undefined : encode(input.delimiter),
      EncodingType: encodingType,
      IsTruncated: result.isTruncated,
      $sequence: result.versions.map((version) => element(version, encode, owner)),
      CommonPrefixes: result.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    });
  }
}

/** @throws S3Error InvalidArgument */
function readInput(request: S3Request): ListObjectVersionsInput {
  const { query, bucket } = request;
  const keyMarker = query.get('key-marker') ?? '';
  const versionIdMarker = query.get('version-id-marker');
  if (versionIdMarker === '') throw invalidMarker('A version-id marker cannot be empty.');
  if (versionIdMarker !== undefined && keyMarker === '')
    throw invalidMarker('A version-id marker cannot be specified without a key marker.', versionIdMarker);
  if (versionIdMarker !== undefined) checkVersionId(versionIdMarker, 'version-id-marker');
  return {
    bucket,
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    keyMarker,
    versionIdMarker: versionIdMarker ?? '',
    maxKeys: countParameter(request, {
      name: 'max-keys',
      min: 0,
      max: MAX_KEYS,
      fallback: MAX_KEYS,
      outOfBounds: { name: 'maxKeys', message: 'max-keys cannot be negative' },
    }),
  };
}

function invalidMarker(message: string, value = ''): S3Error {
  return new S3Error(
    'InvalidArgument',
    { ArgumentName: 'version-id-marker', ArgumentValue: value.slice(0, 1024) },
    { message },
  );
}

/** Clients that keep versions and delete markers in one list rely on the order of the document. */
function element(version: ListedVersion, encode: KeyEncoder, owner: XmlContent): XmlContent {
  const common = {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: version.lastModified,
  };
  if (version.isDeleteMarker) return { DeleteMarker: { ...common, Owner: owner } };
  return {
    Version: {
      ...common,
      ETag: quote(version.etag),
      ChecksumAlgorithm: version.checksumAlgorithm,
      ChecksumType: version.checksumType,
      Size: version.size,
      StorageClass: version.storageClass,
      Owner: owner,
    },
  };
}
