import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectRef } from '../request/object-ref.js';
import type { S3Request } from '../request/s3-request.js';
import { checkTags, readTagging, writeTagging } from '../request/tags.js';
import { S3Response } from '../response/s3-response.js';
import { shownVersion } from '../response/version-id.js';
import { refuseDeleteMarker } from './refuse-delete-marker.js';

@Controller()
export class ObjectTaggingController {
  constructor(
    private readonly backend: Backend,
    private readonly authorization: Authorization,
  ) {}

  @S3Operation('GetObjectTagging')
  async getObjectTagging(request: S3Request): Promise<S3Response> {
    const info = await namedWithBucket(
      refuseDeleteMarker(this.backend.headObject(objectRef(request))),
      request.bucket,
    );
    return S3Response.xml('Tagging', writeTagging(info.attributes.tags), {
      'x-amz-version-id': shownVersion(request, info.versionId),
    });
  }

  @S3Operation('PutObjectTagging')
  async putObjectTagging(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    const tags = checkTags(readTagging(await readDocument(request, 'Tagging')));
    const said = new URLSearchParams(tags).toString();
    await this.authorization.requireOperation(request, { 'x-amz-tagging': said });
    const { versionId } = await refuseDeleteMarker(this.backend.updateObject(ref, { tags }));
    return S3Response.empty(200, { 'x-amz-version-id': shownVersion(request, versionId) });
  }

  @S3Operation('DeleteObjectTagging')
  async deleteObjectTagging(request: S3Request): Promise<S3Response> {
    const ref = objectRef(request);
    const { versionId } = await refuseDeleteMarker(this.backend.updateObject(ref, { tags: {} }));
    return S3Response.noContent({ 'x-amz-version-id': shownVersion(request, versionId) });
  }
}

/** AWS names a key that is not there with its bucket here, and nowhere else. */
async function namedWithBucket<T>(reading: Promise<T>, bucket: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof S3Error) || (cause.code !== 'NoSuchKey' && cause.code !== 'NoSuchVersion'))
      throw cause;
    const { code, details, headers } = cause;
    throw new S3Error(code, { ...details, Key: `${bucket}/${details['Key'] ?? ''}` }, { cause, headers });
  }
}
