import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuditLog } from '../../audit/audit-log.js';
import type { AuditRecord } from '../../audit/audit-record.js';
import { ServerConfig } from '../../config/server.config.js';
import { RequestSpan } from '../../tracing/request-span.js';
import type { RequestSpanName } from '../../tracing/span-names.js';
import { AccessLog } from '../response/access-log.js';
import { DebugLog } from '../response/debug-log.js';
import { ErrorResponder } from '../response/error.responder.js';
import { Admission } from './admission.js';
import { checkBucketName } from './bucket-name.js';
import { inTurn } from './in-turn.js';
import { methodNotAllowed } from './method-not-allowed.js';
import { checkRequest } from './request-guards.js';
import { requestSpanAttributes, responseSpanAttributes, routeOf } from './request-span-attributes.js';
import { S3Request, type S3HttpRequest, type S3HttpResponse } from './s3-request.js';

interface TrackedResponse extends S3HttpResponse {
  middleware: RequestMiddleware;
  auditRecord: AuditRecord | undefined;
}

/** The one path that Nest's router knows: the raw target stands on the S3Request, and Express has nothing to decode. */
export const DISPATCH_PATH = '/';

/** First in line: gives the request its ids, its operation and its span, before anyone asks who is calling. */
@Injectable()
export class RequestMiddleware {
  private readonly strictBucketNames: boolean;
  private readonly virtualDomains: readonly string[] | undefined;
  private readonly admission: Admission;
  private readonly defaultOrigin: string | undefined;

  constructor(
    private readonly errors: ErrorResponder,
    private readonly accessLog: AccessLog,
    private readonly auditLog: AuditLog,
    private readonly debugLog: DebugLog,
    config: ServerConfig,
  ) {
    this.strictBucketNames = !config.disableStrictBucketNames;
    this.virtualDomains = config.virtualDomain.length > 0 ? config.virtualDomain : undefined;
    this.admission = new Admission(config);
    this.defaultOrigin = config.corsAllowOrigin;
  }

  handle(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    inTurn(response, () => this.start(raw, response, next));
  }

  private start(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    const request = new S3Request(raw, response);
    (raw as S3HttpRequest).s3 = request;
    request.defaultOrigin = this.defaultOrigin;
    const auditRecord = this.auditLog.isOn ? this.auditLog.begin(request) : undefined;
    Object.assign(response, { s3: request, middleware: this, auditRecord });
    response.once('close', onClose);
    this.admission.enter(request);
    if (this.debugLog.isOn) this.debugLog.follow(request);
    const refusal = this.resolve(request) ?? this.admission.refusalOf(request);
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
      request.resolve(this.virtualDomains);
      const { operation, target } = request;
      if (target.bucket !== undefined && operation?.level !== 'admin')
        checkBucketName(target.bucket, this.strictBucketNames);
      checkRequest(request);
    } catch (error) {
      return error;
    }
    if (request.operation && this.admission.serves(request)) return undefined;
    return methodNotAllowed(request);
  }

  /** After the last byte has left, or when the client went away. */
  finish(request: S3Request, complete: boolean, auditRecord: AuditRecord | undefined): void {
    this.admission.leave(request);
    this.accessLog.write(request, complete);
    if (auditRecord) this.auditLog.write(auditRecord, complete);
    const { span, work, response } = request;
    if (!span) return;
    const end = (): void => span.end(response.statusCode, complete, () => responseSpanAttributes(request));
    // The operation may still be closing what it reads from: its spans end before that of the request.
    if (work) work.then(end, end);
    else end();
  }
}

function spanName(request: S3Request): RequestSpanName {
  return request.operation?.spanName ?? (`${request.method} ${routeOf(request)}` as RequestSpanName);
}

function onClose(this: ServerResponse): void {
  const { s3: request, middleware, auditRecord } = this as TrackedResponse;
  middleware.finish(request, this.writableFinished && !request.isCutOff, auditRecord);
}
