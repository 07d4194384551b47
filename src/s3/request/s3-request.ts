import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { AuthenticatableRequest } from '../../auth/signed-request.js';
import { ANONYMOUS, type Caller } from '../../auth/caller.js';
import type { AuthorizableRequest } from '../../acl/authorizable-request.js';
import { UNSIGNED, type PayloadMode } from '../../auth/payload-mode.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import type { AttributeSource } from '../../tracing/recorder/attribute-source.js';
import { TracedRequest } from '../../tracing/request/traced-request.js';
import { bucketOfHost } from '../../common/bucket-of-host.js';
import { resolveOperation } from '../operation/operation.resolver.js';
import type { Operation } from '../operation/operation.table.js';
import { subResourceOf } from '../operation/sub-resources.js';
import { newHostId, newRequestId } from './request-ids.js';
import { parseCopySource, type CopySource } from './copy-source.js';
import { QueryParameters } from './query-parameters.js';
import { RequestSpanAttributes } from './request-span-attributes.js';
import { releaseChunk } from './release-chunk.js';
import { parseTarget, splitTarget, type S3Target } from './target.js';

/** Body bytes of a refused request that are read and thrown away, so that the connection can go on. */
const DRAIN_LIMIT = 64 * 1024 * 1024;

/** Milliseconds from which on a request has taken so long that its bucket is looked at again. */
const LONG_BODY = 1_000;

/** One request to the S3 API: what came in, and what the guards found out about it. */
export class S3Request extends TracedRequest implements AuthenticatableRequest, AuthorizableRequest {
  readonly id = newRequestId();
  readonly hostId = newHostId();
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  target: S3Target = { level: 'service' };
  /** What the request line addresses, where a form or a website has changed the target. */
  lineTarget: S3Target | undefined;
  query = QueryParameters.parse('');
  /** The sub-resource that the query names. */
  subResource: string | undefined;
  /** `undefined` when no row of the operation table fits. */
  operation: Operation | undefined;
  refusal: S3Error | undefined;
  /** What a copy reads. */
  copySource: CopySource | undefined;
  caller: Caller = ANONYMOUS;
  payload: PayloadMode = UNSIGNED;
  bucketRecord: Bucket | undefined;
  confirmBucket?: () => Promise<void>;
  /** Origin whose scripts may read answers about buckets without CORS rules. */
  defaultOrigin: string | undefined;
  /** The client ended the connection in the middle of the body. */
  isCutOff = false;
  /** What the operation answered. */
  answer: { readonly headers: Readonly<Record<string, string | number | undefined>> } | undefined;

  constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    super();
    this.method = raw.method ?? 'GET';
    this.headers = raw.headers;
    this.rawHeaders = raw.rawHeaders;
    const { rawPath, rawQuery } = splitTarget(raw.url ?? '/');
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
  }

  /**
   * Decodes target and query and finds the operation. `virtualDomains`: hosts below them name the bucket.
   * @throws S3Error InvalidURI, KeyTooLongError, InvalidArgument (copy source, two sub-resources)
   */
  resolve(virtualDomains?: readonly string[]): void {
    const bucket =
      virtualDomains && this.method !== 'PATCH' ? bucketOfHost(this.headers.host, virtualDomains) : undefined;
    this.target = parseTarget(this.rawPath, bucket);
    this.query = QueryParameters.parse(this.rawQuery);
    // A preflight asks of whatever is there.
    if (this.method !== 'OPTIONS') this.subResource = subResourceOf(this.target.level, this.query);
    this.operation = resolveOperation(this);
    if (this.operation?.header === 'x-amz-copy-source')
      this.copySource = parseCopySource(this.header('x-amz-copy-source') ?? '');
  }

  /** A form or a website says what the request is about after all. */
  redirect(target: S3Target): void {
    this.lineTarget ??= this.target;
    this.target = target;
  }

  protected override spanAttributes(): AttributeSource {
    return new RequestSpanAttributes(this);
  }

  get takesObjectData(): boolean {
    return this.operation?.takesObjectData === true;
  }

  get clientAddress(): string | undefined {
    return this.raw.socket.remoteAddress;
  }

  get isSecure(): boolean {
    return 'encrypted' in this.raw.socket;
  }

  get tlsVersion(): string | undefined {
    const { socket } = this.raw;
    return socket instanceof TLSSocket ? socket.getProtocol()?.replace('TLSv', '') : undefined;
  }

  /** The bucket as it was when access to it was decided. @throws S3Error NoSuchBucket */
  get existingBucket(): Bucket {
    if (!this.bucketRecord) throw new S3Error('NoSuchBucket', { BucketName: this.bucket });
    return this.bucketRecord;
  }

  /** The bucket that the request addresses. */
  get bucket(): string {
    return this.target.bucket ?? '';
  }

  /** The decoded key that the request addresses. */
  get key(): string {
    return this.target.key ?? '';
  }

  /** Repeated headers are joined by a comma, as Node and RFC 9110 section 5.3 do. */
  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }

  /** A query parameter that the operation cannot do without. */
  requiredQuery(name: string): string {
    const value = this.query.get(name);
    if (value === undefined)
      throw new S3Error(
        'InvalidArgument',
        { ArgumentName: name },
        { message: `Missing required parameter ${name}` },
      );
    return value;
  }

  /**
   * The encoded body. The first read answers `Expect: 100-continue`: authentication and authorisation are over then,
   * so a refused upload never sends its body. Leaving the iteration early keeps the connection. A chunk is valid until
   * the next one is asked for.
   */
  async *source(): AsyncGenerator<Buffer, void, void> {
    const { headers, httpVersion, readableEnded } = this.raw;
    // A client of HTTP/1.0 would take the 100 for its answer (RFC 9110 section 10.1.1).
    if (headers.expect?.toLowerCase() === '100-continue' && !readableEnded && httpVersion !== '1.0')
      this.response.writeContinue();
    let asked = performance.now();
    for await (const chunk of this.raw.iterator({ destroyOnReturn: false })) {
      this.waited(asked);
      this.receivedBytes += (chunk as Buffer).length;
      yield chunk as Buffer;
      releaseChunk(chunk as Buffer);
      asked = performance.now();
    }
    if (this.isCutOff) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    if (performance.now() - this.started > LONG_BODY) await this.confirmBucket?.();
  }

  /**
   * Ends a body whose client has sent its last byte too early: reading it fails as on a lost connection, but the answer
   * can still be sent. False when no body is being received, or the answer is already on its way.
   */
  cutOff(): boolean {
    if (this.raw.complete || this.response.headersSent) return false;
    this.isCutOff = true;
    this.response.shouldKeepAlive = false;
    // Node would close the connection with a message that is not complete.
    this.raw.complete = true;
    this.raw.push(null);
    return true;
  }

  /** Whether a body was announced and not wholly read. */
  get hasUnreadBody(): boolean {
    const { headers } = this.raw;
    return (
      !this.raw.readableEnded &&
      (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
    );
  }

  /**
   * Lets go of what the client still sends after an early answer: a bounded amount is thrown away, then the
   * connection goes.
   */
  drain(): void {
    if (!this.hasUnreadBody || this.raw.destroyed) return;
    let left = DRAIN_LIMIT;
    this.raw.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) this.raw.socket.destroy();
    });
    this.raw.resume();
  }
}

/** Where middleware, guards and filter find the request. */
export interface S3HttpRequest extends IncomingMessage {
  s3: S3Request;
  /** Set by the listener that the administration API has to itself. */
  onAdminListener?: boolean;
}

/** Where the end of a response, or of its connection, finds the request. */
export interface S3HttpResponse extends ServerResponse {
  s3: S3Request;
}
