import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuditLog } from '../../audit/audit-log.js';
import type { AuditRecord } from '../../audit/audit-record.js';
import { ServerConfig } from '../../config/server.config.js';
import type { RequestSpanName } from '../../tracing/span-names.js';
import { activeRecorder } from '../../tracing/span.js';
import { AccessLog } from '../response/access-log.js';
import { DebugLog } from '../response/debug-log.js';
import { Admission } from './admission.js';
import { ParentTrust } from './parent-trust.js';
import { routeOf } from './request-span-attributes.js';
import { S3Request, type S3HttpRequest, type S3HttpResponse } from './s3-request.js';

interface TrackedResponse extends S3HttpResponse {
  tracker: RequestTracker;
  auditRecord: AuditRecord | undefined;
}

/** What every request has, whatever serves it: ids, a place among those under way, a span, its lines in the logs. */
@Injectable()
export class RequestTracker {
  readonly admission: Admission;

  constructor(
    private readonly accessLog: AccessLog,
    private readonly auditLog: AuditLog,
    private readonly debugLog: DebugLog,
    readonly parentTrust: ParentTrust,
    config: ServerConfig,
  ) {
    this.admission = new Admission(config);
  }

  /** A request has come in; its end is noted without being told. */
  begin(raw: IncomingMessage, response: ServerResponse): S3Request {
    const request = new S3Request(raw, response);
    (raw as S3HttpRequest).s3 = request;
    const auditRecord = this.auditLog.isOn ? this.auditLog.begin(request) : undefined;
    const tracked = response as TrackedResponse;
    tracked.s3 = request;
    tracked.tracker = this;
    tracked.auditRecord = auditRecord;
    response.once('close', onClose);
    this.admission.enter(request);
    if (this.debugLog.isOn) this.debugLog.follow(request);
    return request;
  }

  /**
   * Starts the span of a request whose operation and target are known as far as they can be; without tracing nothing is
   * made for it. `trusted`: as a child of the span that the caller names.
   */
  startSpan(request: S3Request, trusted = this.parentTrust.always): void {
    if (activeRecorder()) request.startSpan(spanName(request), trusted);
  }

  /** After the last byte has left, or when the client went away. */
  finish(request: S3Request, complete: boolean, auditRecord: AuditRecord | undefined): void {
    this.admission.leave(request);
    this.accessLog.write(request, complete);
    if (auditRecord) this.auditLog.write(auditRecord, complete);
    request.end(request.response.statusCode, complete);
  }
}

function spanName(request: S3Request): RequestSpanName {
  return request.operation?.spanName ?? (`${request.method} ${routeOf(request.target)}` as RequestSpanName);
}

function onClose(this: ServerResponse): void {
  const { s3: request, tracker, auditRecord } = this as TrackedResponse;
  tracker.finish(request, this.writableFinished && !request.isCutOff, auditRecord);
}
