import type { TLSSocket } from 'node:tls';
import { redactQuery } from '../tracing/request-attributes.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditableRequest } from './auditable-request.js';
import { operationWord } from './operation-word.js';

/** Ours: the client went away before the answer was whole. */
const CLIENT_CLOSED = 499;

/** What has to be noted of a request while it runs: once its connection is gone, nobody can tell. */
export class AuditRecord {
  private readonly remoteAddress: string | undefined;
  private readonly cipherSuite: string | undefined;
  private readonly tlsVersion: string | undefined;
  /** `performance.now()` of the last byte of the body, and of the first byte of the answer. */
  private received: number;
  private answered: number | undefined;

  constructor(private readonly request: AuditableRequest) {
    const { raw, response } = request;
    this.remoteAddress = request.clientAddress;
    if (request.isSecure) {
      const socket = raw.socket as TLSSocket;
      this.cipherSuite = socket.getCipher()?.name;
      this.tlsVersion = socket.getProtocol() ?? undefined;
    }
    this.received = request.started;
    raw.once('end', () => (this.received = performance.now()));
    const writeHead = response.writeHead.bind(response);
    response.writeHead = (...args: unknown[]) => {
      this.answered ??= performance.now();
      return Reflect.apply(writeHead, undefined, args) as typeof response;
    };
  }

  /** At the end of the request. `rootAccess`: access key of root, who owns what has no other owner. */
  entry(complete: boolean, rootAccess: string): AuditEntry {
    const { request, answered } = this;
    const elapsed = performance.now() - request.started;
    const isAdmin = request.operation?.level === 'admin' || request.raw.onAdminListener === true;
    const owner = request.bucketRecord?.owner;
    return {
      isAdmin,
      bucketOwner: owner === '' ? rootAccess : owner,
      bucket: isAdmin ? undefined : request.target.bucket,
      time: new Date(Date.now() - elapsed),
      remoteAddress: this.remoteAddress,
      requester: request.caller.account?.access,
      requestId: request.id,
      operation: operationWord(request),
      key: isAdmin ? undefined : request.target.key,
      requestUri: requestUri(request),
      status: complete ? request.response.statusCode : CLIENT_CLOSED,
      errorCode: request.errorCode,
      bytesSent: request.sentBytes,
      objectSize: objectSize(request),
      totalTime: Math.round(elapsed),
      turnAroundTime: answered === undefined ? undefined : Math.max(0, Math.round(answered - this.received)),
      referer: withoutSecrets(request.header('referer')),
      userAgent: request.header('user-agent'),
      versionId: text(request.answer?.headers['x-amz-version-id']) ?? request.query.get('versionId'),
      hostId: request.hostId,
      ...authentication(request.caller.method),
      cipherSuite: this.cipherSuite,
      host: request.header('host'),
      tlsVersion: this.tlsVersion,
      traceId: request.traceId,
      spanId: request.span?.spanContext().spanId,
    };
  }
}

function requestUri({ method, rawPath, rawQuery, raw }: AuditableRequest): string {
  const query = rawQuery === '' ? '' : `?${redactQuery(rawQuery)}`;
  return `${method} ${rawPath}${query} HTTP/${raw.httpVersion}`;
}

/** A page behind a presigned URL names it as where it came from. */
function withoutSecrets(url: string | undefined): string | undefined {
  const question = url?.indexOf('?') ?? -1;
  return url === undefined || question < 0
    ? url
    : `${url.slice(0, question)}?${redactQuery(url.slice(question + 1))}`;
}

function objectSize({ operation, answer, errorCode, ...request }: AuditableRequest): number | undefined {
  if (errorCode !== undefined || !answer) return undefined;
  const { headers } = answer;
  if (operation?.name === 'GetObject' || operation?.name === 'HeadObject')
    return Number(text(headers['Content-Range'])?.split('/')[1] ?? headers['Content-Length']) || undefined;
  const isUpload = operation?.name === 'PutObject' || operation?.name === 'UploadPart';
  if (!isUpload) return undefined;
  return Number(request.raw.headers['x-amz-decoded-content-length'] ?? request.receivedBytes) || undefined;
}

function authentication(method: string): Pick<AuditEntry, 'signatureVersion' | 'authenticationType'> {
  if (method === 'sigv4-header') return { signatureVersion: 'SigV4', authenticationType: 'AuthHeader' };
  if (method === 'sigv4-query') return { signatureVersion: 'SigV4', authenticationType: 'QueryString' };
  return method === 'anonymous' ? {} : { signatureVersion: 'SigV4' };
}

const text = (value: number | string | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
