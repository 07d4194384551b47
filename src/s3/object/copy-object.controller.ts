import { Controller } from '@nestjs/common';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import type { ObjectAttributes, Tags } from '../../backend/model/object.js';
import { isWellFormedVersionId } from '../../backend/model/version-id.js';
import { readChecksumAlgorithm } from '../../checksum/checksum-request.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import {
  redirectLocation,
  systemHeaders,
  taggingHeader,
  userMetadata,
} from '../request/object-attributes.js';
import { refuseSourceEncryption } from '../request/encryption-headers.js';
import { newObjectLock } from '../request/object-lock-headers.js';
import { refOf, refuseVersionId } from '../request/object-ref.js';
import { readCondition, writeCondition } from '../request/preconditions.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { checkStorageHeaders } from '../request/storage-headers.js';
import { checksumElements } from '../response/checksum-elements.js';
import { quote } from '../response/object-headers.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import { refuseCopiedMarker } from './copied-delete-marker.js';

@Controller()
export class CopyObjectController {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
    private readonly acls: RequestedAcls,
  ) {}

  @S3Operation('CopyObject')
  async copyObject(request: S3Request): Promise<S3Response> {
    refuseVersionId(request);
    checkStorageHeaders(request);
    refuseSourceEncryption(request);
    const header = (name: string): string | undefined => request.header(name);
    const metadata = replacedMetadata(request);
    const tags = replacedTags(request);
    const websiteRedirectLocation = redirectLocation(request);
    const copy = this.backend.copyObject({
      source: copySource(request, metadata !== undefined || tags !== undefined || namesMore(request)),
      sourceCondition: readCondition(header, 'x-amz-copy-source-'),
      maxSourceSize: this.config.copyObjectThreshold,
      destination: { bucket: request.bucket, key: request.key },
      metadata,
      websiteRedirectLocation,
      tags,
      checksumAlgorithm: readChecksumAlgorithm(header),
      condition: writeCondition(header),
      lock: newObjectLock(request.existingBucket, header),
      acl: await this.acls.ofNewObject(request),
      versioning: versioningOf(request.existingBucket),
    });
    const result = await refuseCopiedMarker(copy);
    const content = {
      LastModified: result.lastModified,
      ETag: quote(result.etag),
      ...checksumElements(result.checksum),
    };
    return S3Response.xml('CopyObjectResult', content, {
      'x-amz-copy-source-version-id': result.sourceVersionId,
      'x-amz-version-id': shownVersion(request, result.versionId),
    });
  }
}

/**
 * A copy onto itself must change something. Source: S3 API Reference, CopyObject.
 * @throws S3Error InvalidRequest, InvalidArgument
 */
function copySource(request: S3Request, changes: boolean): ReturnType<typeof refOf> {
  const { copySource: source } = request;
  if (!source) throw new S3Error('InvalidArgument', { ArgumentName: 'x-amz-copy-source' });
  if (
    !changes &&
    source.bucket === request.bucket &&
    source.key === request.key &&
    source.versionId === undefined
  ) {
    throw new S3Error(
      'InvalidRequest',
      {},
      {
        message:
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      },
    );
  }
  // Of a malformed id CopyObject says no more than this, unlike UploadPartCopy.
  if (source.versionId && !isWellFormedVersionId(source.versionId)) throw new S3Error('InvalidRequest');
  return refOf(source, 'x-amz-copy-source');
}

/** Clients give an object a storage class or encryption by a copy onto itself; both are what every object has. */
const namesMore = (request: S3Request): boolean =>
  request.header('x-amz-website-redirect-location') !== undefined ||
  request.header('x-amz-storage-class') !== undefined ||
  request.header('x-amz-server-side-encryption') !== undefined;

function directive(request: S3Request, name: string): 'COPY' | 'REPLACE' {
  const value = request.header(name);
  if (value === undefined || value === 'COPY') return 'COPY';
  if (value === 'REPLACE') return 'REPLACE';
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: name, ArgumentValue: value },
    {
      message:
        name === 'x-amz-metadata-directive' ? 'Unknown metadata directive.' : 'Unknown tagging directive.',
    },
  );
}

function replacedMetadata(
  request: S3Request,
): Pick<ObjectAttributes, 'headers' | 'userMetadata'> | undefined {
  if (directive(request, 'x-amz-metadata-directive') === 'COPY') return undefined;
  return { headers: systemHeaders(request), userMetadata: userMetadata(request) };
}

function replacedTags(request: S3Request): Tags | undefined {
  return directive(request, 'x-amz-tagging-directive') === 'COPY' ? undefined : taggingHeader(request);
}
