import type { Attributes } from '@opentelemetry/api';
import { requestAttributes, responseAttributes } from '../../tracing/request-attributes.js';
import type { S3Request } from './s3-request.js';

const ROUTES = { service: '/', admin: '/', bucket: '/{Bucket}', object: '/{Bucket}/{Key+}' } as const;

/** Low-cardinality path of a request: `http.route`, and the name of a span whose operation is not known. */
export const routeOf = (request: S3Request): string => ROUTES[request.target.level];

/** Attributes of the request span at its start. */
export function requestSpanAttributes(request: S3Request): Attributes {
  const { raw, target, query, operation } = request;
  const partNumber = query.get('partNumber');
  return requestAttributes({
    method: request.method,
    rawPath: request.rawPath,
    rawQuery: request.rawQuery,
    scheme: 'encrypted' in raw.socket ? 'https' : 'http',
    route: routeOf(request),
    host: request.header('host'),
    clientAddress: raw.socket.remoteAddress,
    userAgent: request.header('user-agent'),
    requestId: request.id,
    operation: operation?.name,
    bucket: operation?.level === 'admin' ? undefined : target.bucket,
    key: operation?.level === 'admin' ? undefined : target.key,
    uploadId: query.get('uploadId'),
    partNumber: partNumber === undefined ? undefined : Number(partNumber),
    versionId: query.get('versionId'),
  });
}

/** Attributes of the request span at its end. */
export function responseSpanAttributes(request: S3Request): Attributes {
  const { answer } = request;
  return responseAttributes({
    requestBytes: request.receivedBytes,
    responseBytes: request.sentBytes,
    etag: text(answer?.headers['ETag']),
    versionId: text(answer?.headers['x-amz-version-id']),
  });
}

const text = (value: number | string | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
