import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import type { WriteCondition } from '../../backend/model/conditions.js';
import type { ObjectRef } from '../../backend/model/object.js';
import { isWellFormedVersionId } from '../../backend/model/version-id.js';
import { S3Error } from '../../errors/s3.error.js';
import { forked } from '../../tracing/active-scope.js';
import { readDocument } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { asksForBypass, bypassesGovernance } from '../request/object-lock-headers.js';
import { refOf } from '../request/object-ref.js';
import { requiredDate, unquote } from '../request/preconditions.js';
import type { S3Request } from '../request/s3-request.js';
import { checkKey } from '../request/target.js';
import { ErrorResponder, toS3Error } from '../response/error.responder.js';
import { S3Response } from '../response/s3-response.js';
import type { XmlContent } from '../xml/xml.writer.js';
import type { XmlElement } from '../xml/xml.element.js';

/** Source: S3 API Reference, DeleteObjects. */
const MAX_OBJECTS = 1000;

/** Deletes under way at once for one request. */
const CONCURRENCY = 16;

interface Entry {
  readonly ref: ObjectRef;
  readonly condition: WriteCondition;
}

interface Outcome {
  readonly deleted?: XmlContent;
  readonly error?: XmlContent;
}

@Controller()
export class DeleteObjectsController {
  constructor(
    private readonly backend: Backend,
    private readonly errors: ErrorResponder,
    private readonly authorization: Authorization,
  ) {}

  @S3Operation('DeleteObjects')
  async deleteObjects(request: S3Request): Promise<S3Response> {
    const document = await readDocument(request, 'Delete', { digestRequired: true });
    const entries = readEntries(document, request.bucket);
    asksForBypass(request);
    const quiet = document.optionalBoolean('Quiet') === true;
    const outcomes = await inBatches(entries, (entry) => this.deleteOne(request, entry));
    return S3Response.xml('DeleteResult', {
      Deleted: quiet ? [] : outcomes.flatMap(({ deleted }) => (deleted ? [deleted] : [])),
      Error: outcomes.flatMap(({ error }) => (error ? [error] : [])),
    });
  }

  private async deleteOne(request: S3Request, { ref: asked, condition }: Entry): Promise<Outcome> {
    const { key: Key, versionId: VersionId } = asked;
    try {
      const ref = entryRef(asked);
      await this.authorization.require(request, {
        action: VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
        permission: 'WRITE',
        ...ref,
        said: { 'if-match': condition.ifMatch },
      });
      const { deleteMarker, versionId } = await this.backend.deleteObject({
        ...ref,
        condition,
        versioning: versioningOf(request.existingBucket),
        bypassGovernance: await bypassesGovernance(request, this.authorization, ref),
      });
      return {
        deleted: {
          Key,
          VersionId,
          DeleteMarker: deleteMarker ? true : undefined,
          DeleteMarkerVersionId: deleteMarker ? versionId : undefined,
        },
      };
    } catch (thrown) {
      this.errors.report(request, thrown);
      const error = toS3Error(thrown);
      return { error: { Key, VersionId, Code: error.code, Message: error.message } };
    }
  }
}

/** @throws S3Error MalformedXML, KeyTooLongError, InvalidArgument */
function readEntries(document: XmlElement, bucket: string): Entry[] {
  const objects = document.children('Object');
  if (objects.length === 0 || objects.length > MAX_OBJECTS) throw new S3Error('MalformedXML');
  return objects.map((object) => {
    const key = checkKey(object.requiredText('Key'));
    if (key === '') throw new S3Error('MalformedXML');
    const etag = object.optionalText('ETag');
    const lastModified = object.optionalText('LastModifiedTime');
    return {
      ref: { bucket, key, versionId: object.optionalText('VersionId') },
      condition: {
        ifMatch: etag === undefined ? undefined : unquote(etag),
        ifMatchSize: object.optionalInteger('Size'),
        ifMatchLastModified:
          lastModified === undefined ? undefined : requiredDate('LastModifiedTime', lastModified),
      },
    };
  });
}

/** A malformed id is that of no version here. @throws S3Error NoSuchVersion, InvalidArgument (an empty id) */
function entryRef(asked: ObjectRef): ObjectRef {
  const { key: Key, versionId: VersionId } = asked;
  if (VersionId && !isWellFormedVersionId(VersionId)) throw new S3Error('NoSuchVersion', { Key, VersionId });
  return refOf(asked);
}

/** Results in the order of the entries, a bounded number under way at once. */
async function inBatches<T, R>(entries: readonly T[], work: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < entries.length; start += CONCURRENCY) {
    results.push(
      ...(await Promise.all(
        entries.slice(start, start + CONCURRENCY).map((entry) => forked(() => work(entry))),
      )),
    );
  }
  return results;
}
