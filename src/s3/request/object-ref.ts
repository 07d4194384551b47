import type { ObjectRef } from '../../backend/model/object.js';
import { isWellFormedVersionId } from '../../backend/model/version-id.js';
import { S3Error } from '../../errors/s3.error.js';
import { PART } from '../operation/sub-resources.js';
import type { S3Request } from './s3-request.js';

/** Characters of a value that are repeated in an error. */
const MAX_SHOWN = 1024;

/** The object that a request addresses, in the version that it names. @throws S3Error InvalidArgument */
export function objectRef(request: S3Request): ObjectRef {
  return refOf({ bucket: request.bucket, key: request.key, versionId: request.query.get('versionId') });
}

/**
 * Checks the form of the version id, `null` among them; whether there is such a version is for the driver to say.
 * @throws S3Error InvalidArgument; `argument` is what the id stands in
 */
export function refOf({ bucket, key, versionId }: ObjectRef, argument = 'versionId'): ObjectRef {
  if (versionId === undefined) return { bucket, key };
  if (versionId === '') throw emptyVersion(argument);
  checkVersionId(versionId, argument);
  return { bucket, key, versionId };
}

/** @throws S3Error InvalidArgument; `argument` is what the id stands in */
export function checkVersionId(versionId: string, argument: string): void {
  if (!isWellFormedVersionId(versionId)) throw invalid(argument, versionId, 'Invalid version id specified');
}

/** Sub-resources that have no versions, besides all that stand on the path of a bucket. */
const VERSIONLESS: ReadonlySet<string> = new Set([PART, 'torrent', 'uploadId', 'uploads']);

/** Requests on the path of a bucket whose version S3 does not look at before the bucket. */
const READ_LATER: ReadonlySet<string> = new Set(['POST ', 'POST restore', 'PUT acl', 'OPTIONS ']);

/**
 * What S3 says of a version before it looks at bucket and caller; the form of an id comes after them.
 * @throws S3Error InvalidArgument
 */
export function checkVersionParameter(request: S3Request): void {
  const { method, operation, query, subResource, target } = request;
  const versionId = query.get('versionId');
  if (versionId === undefined) return;
  const isOfBucket = target.level === 'bucket' || operation?.level === 'bucket';
  if (isOfBucket ? !READ_LATER.has(`${method} ${subResource ?? ''}`) : VERSIONLESS.has(subResource ?? ''))
    refuseVersionId(request);
  const isWrite = method === 'PUT' && subResource === undefined;
  if (target.level === 'object' && versionId === '' && !isWrite) throw emptyVersion('versionId');
}

/** Nobody writes a version of their choice. @throws S3Error InvalidArgument */
export function refuseVersionId(request: S3Request): void {
  const versionId = request.query.get('versionId');
  if (versionId === undefined) return;
  throw invalid('versionId', versionId, 'This operation does not accept a version-id.');
}

const emptyVersion = (argument: string): S3Error =>
  invalid(argument, '', 'Version id cannot be the empty string');

/** What HTTP and XML cannot hold is not repeated. */
function invalid(argument: string, value: string, message: string): S3Error {
  const ArgumentValue = value.slice(0, MAX_SHOWN).replace(/[^\x20-\x7e]/g, '?');
  return new S3Error('InvalidArgument', { ArgumentName: argument, ArgumentValue }, { message });
}
