import { S3Error } from '../../errors/s3.error.js';
import { checkVersionParameter } from './object-ref.js';
import { checkPath } from './path-guard.js';
import type { S3Request } from './s3-request.js';

const PART = 'partNumber';
const COPY_SOURCE = 'x-amz-copy-source';

/** Names and values together; Node's own limit, with the request line, is twice that. Source: S3 error responses. */
export const MAX_HEADER_BYTES = 8 * 1024;

/**
 * Refuses more headers than S3 takes, and what S3 takes for a mistake of the client, where it would be served as
 * something else: a copy that is none, a part of no upload, versions of what has none, and sub-resources of another
 * path.
 * @throws S3Error InvalidArgument, InvalidRequest, NoLoggingStatusForKey, RequestHeaderSectionTooLarge,
 * UserKeyMustBeSpecified
 */
export function checkRequest(request: S3Request): void {
  const { query } = request;
  if (sizeOf(request.rawHeaders) > MAX_HEADER_BYTES)
    throw new S3Error('RequestHeaderSectionTooLarge', { MaxSizeAllowed: MAX_HEADER_BYTES });
  if (request.headers[COPY_SOURCE] !== undefined && readsNoSource(request)) {
    throw new S3Error(
      'InvalidArgument',
      {
        ArgumentName: COPY_SOURCE,
        ArgumentValue: (request.header(COPY_SOURCE) ?? '').slice(0, 1024),
      },
      { message: 'You can only specify a copy source header for copy requests.' },
    );
  }
  if (query.isEmpty) return;
  const isPart = request.target.level === 'object' && request.method === 'PUT' && query.has(PART);
  if (isPart && !query.get('uploadId')) throw partOfNothing();
  checkPath(request);
  checkVersionParameter(request);
}

/** Node keeps each byte of a header as a character. */
function sizeOf(texts: readonly string[]): number {
  let size = 0;
  for (const text of texts) size += text.length;
  return size;
}

const readsNoSource = ({ method, query }: S3Request): boolean =>
  method === 'GET' ||
  method === 'HEAD' ||
  method === 'DELETE' ||
  (method === 'POST' && query.has('uploadId'));

const partOfNothing = (): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: PART, ArgumentValue: PART },
    { message: 'This operation does not accept partNumber without uploadId' },
  );
