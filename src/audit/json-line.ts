import type { AuditEntry } from './audit-entry.js';

/** One entry as JSON: the fields of the AWS format by name, with the ids of the trace. What is not known is left out. */
export function jsonLine(entry: AuditEntry): string {
  return JSON.stringify({
    bucket_owner: entry.bucketOwner,
    bucket: entry.bucket,
    time: entry.time.toISOString(),
    remote_ip: entry.remoteAddress,
    requester: entry.requester,
    request_id: entry.requestId,
    operation: entry.operation,
    key: entry.key,
    request_uri: entry.requestUri,
    http_status: entry.status,
    error_code: entry.errorCode,
    bytes_sent: entry.bytesSent,
    object_size: entry.objectSize,
    total_time: entry.totalTime,
    turn_around_time: entry.turnAroundTime,
    referer: entry.referer,
    user_agent: entry.userAgent,
    version_id: entry.versionId,
    host_id: entry.hostId,
    signature_version: entry.signatureVersion,
    cipher_suite: entry.cipherSuite,
    authentication_type: entry.authenticationType,
    host_header: entry.host,
    tls_version: entry.tlsVersion,
    trace_id: entry.traceId,
    span_id: entry.spanId,
  });
}
