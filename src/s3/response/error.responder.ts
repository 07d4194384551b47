import { Injectable, Logger, Optional } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { ErrorReporter } from '../../sentry/error-reporter.js';
import type { S3Request } from '../request/s3-request.js';
import { writeXml } from '../xml/xml.writer.js';
import { commonHeaders } from './response.writer.js';

/** Any thrown value as the error that the client sees; what is not meant for it becomes InternalError. */
export function toS3Error(error: unknown): S3Error {
  return error instanceof S3Error ? error : new S3Error('InternalError', {}, { cause: error });
}

/** The error document. Source: S3 API Reference, "REST error responses". */
export function errorDocument(error: S3Error, request: S3Request): string {
  return writeXml('Error', {
    Code: error.code,
    Message: error.message,
    ...error.details,
    // Who throws it below the S3 API does not know the method.
    ...(error.code === 'MethodNotAllowed' &&
      error.details['Method'] !== undefined && { Method: request.method }),
    RequestId: request.id,
    HostId: request.hostId,
  });
}

/** The only renderer of errors. */
@Injectable()
export class ErrorResponder {
  private readonly logger = new Logger('S3');

  constructor(
    private readonly config: ServerConfig,
    @Optional() private readonly reporter?: ErrorReporter,
  ) {}

  respond(request: S3Request, thrown: unknown): void {
    const error = toS3Error(thrown);
    request.fail(thrown, error.code);
    request.respond();
    this.report(request, thrown);
    const { response } = request;
    if (response.headersSent) {
      // The status has left: only a broken connection can tell the client.
      response.destroy();
      return;
    }
    const bare = request.method === 'HEAD' || error.status === 304;
    const body = bare ? undefined : Buffer.from(errorDocument(error, request));
    const headers = commonHeaders(request, error.headers);
    if (body) {
      headers['Content-Type'] = 'application/xml';
      headers['Content-Length'] = body.length;
      if (!response.destroyed) request.sentBytes = body.length;
    }
    // Source: S3 API Reference, HeadBucket: clients learn the region from a refusal too.
    if (request.operation?.name === 'HeadBucket' && error.status === 403)
      headers['x-amz-bucket-region'] = this.config.region;
    // A client that waits for 100 Continue sends no body now: the connection cannot be used for another request.
    if (request.headers.expect && request.receivedBytes === 0) headers['Connection'] = 'close';
    // With its phrase: a response whose first head could not be sent would keep that one's.
    response.writeHead(error.status, STATUS_CODES[error.status] ?? '', headers);
    response.end(body);
    request.sent();
    request.drain();
  }

  /** Writes what is a fault of ours to the log, with everything below it, and hands it to the reporter. */
  report(request: S3Request, thrown: unknown): void {
    const { code, status } = toS3Error(thrown);
    // 501 says what this gateway does not do, and SlowDown that clients ask too much: no fault.
    if (status < 500 || status === 501 || code === 'SlowDown') return;
    const operation = request.operation?.name ?? request.method;
    this.logger.error(
      `${operation} failed, request ${request.id}, trace ${request.traceId ?? '-'}`,
      stackOf(thrown),
      { err: thrown, request_id: request.id, ...request.traceIds },
    );
    this.reporter?.report({
      error: thrown,
      transaction: request.operation?.spanName ?? request.method,
      span: request.span,
      tags: {
        's3.operation': request.operation?.name,
        's3.bucket': request.bucket,
        's3.error.code': code,
        'aws.request_id': request.id,
      },
    });
  }
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { stack, message, cause } = thrown;
  return `${stack ?? message}${cause === undefined ? '' : `\ncaused by ${stackOf(cause)}`}`;
}
