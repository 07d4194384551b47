import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { RequestSpan } from '../../tracing/request-span.js';
import type { RequestSpanName } from '../../tracing/span-names.js';
import { AccessLog } from '../response/access-log.js';
import { ErrorResponder } from '../response/error.responder.js';
import { checkBucketName } from './bucket-name.js';
import { inTurn } from './in-turn.js';
import { requestSpanAttributes, responseSpanAttributes, routeOf } from './request-span-attributes.js';
import { S3Request, type S3HttpRequest, type S3HttpResponse } from './s3-request.js';

type TrackedResponse = S3HttpResponse & { accessLog: AccessLog };

/** The one path that Nest's router knows: the raw target stands on the S3Request, and Express has nothing to decode. */
export const DISPATCH_PATH = '/';

/** First in line: gives the request its ids, its operation and its span, before anyone asks who is calling. */
@Injectable()
export class RequestMiddleware {
  private readonly strictBucketNames: boolean;
  /** The administration API has a listener of its own, and nothing else is served there. */
  private readonly adminApart: boolean;
  private readonly defaultOrigin: string | undefined;

  constructor(
    private readonly errors: ErrorResponder,
    private readonly accessLog: AccessLog,
    config: ServerConfig,
  ) {
    this.strictBucketNames = !config.disableStrictBucketNames;
    this.adminApart = config.adminPort !== undefined;
    this.defaultOrigin = config.corsAllowOrigin;
  }

  handle(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    inTurn(response, () => this.start(raw, response, next));
  }

  private start(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    const request = new S3Request(raw, response);
    (raw as S3HttpRequest).s3 = request;
    request.defaultOrigin = this.defaultOrigin;
    Object.assign(response, { s3: request, accessLog: this.accessLog });
    response.once('close', onClose);
    const refusal = this.resolve(request);
    request.span = RequestSpan.start(spanName(request), request.headers, () =>
      requestSpanAttributes(request),
    );
    if (refusal) {
      this.errors.respond(request, refusal);
      return;
    }
    raw.url = DISPATCH_PATH;
    if (request.span) request.span.run(next);
    else next();
  }

  private resolve(request: S3Request): unknown {
    try {
      request.resolve();
      const { operation, target } = request;
      if (target.bucket !== undefined && operation?.level !== 'admin')
        checkBucketName(target.bucket, this.strictBucketNames);
    } catch (error) {
      return error;
    }
    if (request.operation && this.isServedHere(request)) return undefined;
    // Source: S3 API Reference, MethodNotAllowed: "Method" and "ResourceType" name what was asked.
    return new S3Error('MethodNotAllowed', {
      Method: request.method,
      ResourceType: request.target.level.toUpperCase(),
    });
  }

  private isServedHere({ operation, raw }: S3Request): boolean {
    if (!this.adminApart) return true;
    return (operation?.level === 'admin') === ((raw as S3HttpRequest).onAdminListener === true);
  }
}

function spanName(request: S3Request): RequestSpanName {
  return request.operation?.spanName ?? (`${request.method} ${routeOf(request)}` as RequestSpanName);
}

/** After the last byte has left, or when the client went away. */
function onClose(this: ServerResponse): void {
  const { s3: request, accessLog } = this as TrackedResponse;
  const complete = this.writableFinished && !request.isCutOff;
  accessLog.write(request, complete);
  const { span, work } = request;
  if (!span) return;
  const end = (): void => span.end(this.statusCode, complete, () => responseSpanAttributes(request));
  // The operation may still be closing what it reads from: its spans end before that of the request.
  if (work) work.then(end, end);
  else end();
}
