import type { Attributes } from '@opentelemetry/api';
import type { AttributeSource } from '../../tracing/recorder/attribute-source.js';
import { requestAttributes, responseAttributes } from '../../tracing/request-attributes.js';
import type { S3Request } from './s3-request.js';
import type { S3Target } from './target.js';

const ROUTES = { service: '/', admin: '/', bucket: '/{Bucket}', object: '/{Bucket}/{Key+}' } as const;

/** Low-cardinality path of a request: `http.route`, and the name of a span whose operation is not known. */
export const routeOf = ({ level }: S3Target): string => ROUTES[level];

/** What the span of a request says of it. */
export class RequestSpanAttributes implements AttributeSource {
  constructor(private readonly request: S3Request) {}

  get size(): number {
    const { rawPath, rawQuery, headers } = this.request;
    const { host = '', 'user-agent': agent = '' } = headers;
    return rawPath.length + rawQuery.length + host.length + agent.length;
  }

  atStart(): Attributes {
    const { request } = this;
    const target = request.lineTarget ?? request.target;
    const { raw, query, operation, clientAddress } = request;
    const partNumber = query.get('partNumber');
    return requestAttributes({
      method: request.method,
      rawPath: request.rawPath,
      rawQuery: request.rawQuery,
      scheme: 'encrypted' in raw.socket ? 'https' : 'http',
      route: routeOf(target),
      host: request.header('host'),
      clientAddress,
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

  atEnd(status: number): Attributes {
    const { answer, receivedBytes, sentBytes, lineTarget, target } = this.request;
    return responseAttributes({
      status,
      key: lineTarget ? target.key : undefined,
      requestBytes: receivedBytes,
      responseBytes: sentBytes,
      etag: text(answer?.headers['ETag']),
      versionId: text(answer?.headers['x-amz-version-id']),
    });
  }
}

const text = (value: number | string | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
