import { S3Error } from '../../errors/s3.error.js';
import { OPERATIONS, type Level, type OperationRow } from '../operation/operation.table.js';
import { resourceType } from './resource-type.js';
import type { S3HttpRequest, S3Request } from './s3-request.js';

/** The order of `Allow`. */
const METHODS = ['HEAD', 'DELETE', 'POST', 'GET', 'PUT'] as const;

const KNOWN: ReadonlySet<string> = new Set([...METHODS, 'PATCH', 'OPTIONS']);

/** What a level allows by itself, and with each of its sub-resources. */
interface LevelMethods {
  readonly plain: string;
  readonly bySubResource: ReadonlyMap<string, string>;
}

const ADMIN_METHODS = 'PATCH';
const PART_METHODS = 'PUT';

const ALLOWED: Readonly<Record<Level, LevelMethods>> = {
  service: methodsOf('service'),
  bucket: methodsOf('bucket'),
  object: methodsOf('object'),
  admin: { plain: ADMIN_METHODS, bySubResource: new Map() },
};

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
    { Method: request.method, ResourceType: resourceType(request.target.level, [...request.query.names()]) },
    { headers: { Allow: isAdmin ? ADMIN_METHODS : allowedMethods(request) } },
  );
}

function allowedMethods({ target, query }: S3Request): string {
  const { plain, bySubResource } = ALLOWED[target.level];
  if (query.has('partNumber') && query.has('uploadId')) return PART_METHODS;
  for (const name of query.names()) {
    const methods = bySubResource.get(name);
    if (methods !== undefined) return methods;
  }
  return plain;
}

function methodsOf(level: Level): LevelMethods {
  const rows = Object.values(OPERATIONS).filter((row) => row.level === level);
  // A number without an upload reads a part of an object: it is no sub-resource.
  const names = rows
    .flatMap(({ query = [] }) => query)
    .filter((name) => !name.includes('=') && name !== 'partNumber');
  return {
    plain: listed(rows.filter(({ query = [] }) => query.length === 0)),
    bySubResource: new Map(
      names.map((name) => [
        name,
        listed(rows.filter(({ query }) => query?.length === 1 && query[0] === name)),
      ]),
    ),
  };
}

function listed(rows: readonly OperationRow[]): string {
  return METHODS.filter((method) => rows.some((row) => row.method === method)).join(', ');
}
