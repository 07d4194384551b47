import { S3Error } from '../../errors/s3.error.js';
import { OPERATIONS, type OperationRow } from '../operation/operation.table.js';
import { isAskedAt, subResourceOfRow } from '../operation/sub-resources.js';
import { resourceType } from './resource-type.js';
import type { S3HttpRequest, S3Request } from './s3-request.js';

/** The order of `Allow`. */
const METHODS = ['HEAD', 'DELETE', 'POST', 'GET', 'PUT'] as const;

const KNOWN: ReadonlySet<string> = new Set([...METHODS, 'PATCH', 'OPTIONS']);

const ADMIN_METHODS = 'PATCH';

const ROWS: readonly OperationRow[] = Object.values(OPERATIONS);

/**
 * MethodNotAllowed of a request that no operation fits, with the methods that its resource has; to S3, a method that no
 * resource has is no HTTP.
 * Source: S3 API Reference, MethodNotAllowed: "Method" and "ResourceType" name what was asked; RFC 9110 section 15.5.6.
 */
export function methodNotAllowed(request: S3Request): S3Error {
  if (!KNOWN.has(request.method)) return new S3Error('BadRequest');
  const isAdmin = (request.raw as S3HttpRequest).onAdminListener === true;
  return new S3Error(
    'MethodNotAllowed',
    { Method: request.method, ResourceType: resourceType(request.target.level, request.subResource) },
    { headers: { Allow: isAdmin ? ADMIN_METHODS : allowedMethods(request) } },
  );
}

/** Of an object's sub-resource on the path of a bucket: those that it has on the path of a key. */
function allowedMethods({ target, subResource }: S3Request): string {
  const isAlone = subResource === 'partNumber';
  const named = ROWS.filter((row) => subResourceOfRow(row) === (isAlone ? undefined : subResource));
  const here = named.filter((row) => isAskedAt(target.level, row));
  const rows = here.length > 0 ? here : named;
  return METHODS.filter((method) => rows.some((row) => row.method === method)).join(', ');
}
