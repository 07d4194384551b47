import { S3Error } from '../../errors/s3.error.js';
import { OPERATIONS, type OperationRow } from '../operation/operation.table.js';
import type { S3Request } from './s3-request.js';

const PART = 'partNumber';
const COPY_SOURCE = 'x-amz-copy-source';

/** Names and values together; Node's own limit, with the request line, is twice that. Source: S3 error responses. */
export const MAX_HEADER_BYTES = 8 * 1024;

/** Of which a request names one at most. `uploadId` is no sub-resource: it stands beside `partNumber`. */
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  Object.values<OperationRow>(OPERATIONS)
    .flatMap(({ query = [] }) => query.slice(0, 1))
    .filter((name) => !name.includes('=') && name !== 'uploadId'),
);

/** Sub-resources of a bucket that a key does not have. */
const OF_BUCKETS = ['uploads', 'versions'];

/**
 * Refuses more headers than S3 takes, and what S3 takes for a mistake of the client, where it would be served as
 * something else: a copy that is none, a part of no upload, two sub-resources at once, and lists of a bucket asked of
 * a key.
 * @throws S3Error InvalidArgument, InvalidRequest, RequestHeaderSectionTooLarge
 */
export function checkRequest(request: S3Request): void {
  const { operation, query } = request;
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
  checkSubResources(request);
  const isPart = request.target.level === 'object' && request.method === 'PUT' && query.has(PART);
  if (isPart && !query.get('uploadId')) throw partOfNothing();
  if (operation?.name !== 'GetObject') return;
  const stranger = OF_BUCKETS.find((name) => query.has(name));
  if (stranger === undefined) return;
  const message = `There is no such thing as the ?${stranger} sub-resource for a key`;
  throw new S3Error('InvalidRequest', {}, { message });
}

function checkSubResources({ query, target }: S3Request): void {
  if (target.level !== 'bucket' && target.level !== 'object') return;
  const named: string[] = [];
  for (const name of query.names()) if (SUB_RESOURCES.has(name)) named.push(name);
  const [first, second] = named.sort();
  if (first === undefined || second === undefined) return;
  const message = `Conflicting query string parameters: ${named.join(', ')}`;
  throw new S3Error('InvalidArgument', { ArgumentName: 'ResourceType', ArgumentValue: first }, { message });
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
