import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { activeSpan } from '../../tracing/span.js';
import { Span } from '../../tracing/span.decorator.js';
import { Clock } from '../clock.js';
import type { AuthenticatableRequest } from '../signed-request.js';
import { sessionToken } from './algorithm.js';
import { malformedHeader, parseAuthorization, readScheme } from './authorization-header.js';
import { checkPayloadHash, EMPTY_SHA256 } from './payload-hash.js';
import { SignatureVerifier, type Proof } from './signature.verifier.js';
import { checkSkew, formatTimestamp, parseTimestamp } from './timestamp.js';

/** SigV4 in the `Authorization` header. Source: S3 API Reference, "Authenticating Requests: Using the Authorization Header". */
@Injectable()
export class HeaderSignature {
  constructor(
    private readonly config: ServerConfig,
    private readonly verifier: SignatureVerifier,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws S3Error AuthorizationHeaderMalformed, AccessDenied, RequestTimeTooSkewed, InvalidAccessKeyId,
   * SignatureDoesNotMatch, InvalidRequest, InvalidArgument, InvalidToken, NotImplemented
   */
  @Span('Auth.V4Signature')
  async verify(request: AuthenticatableRequest): Promise<Proof> {
    const { headers } = request;
    const components = readScheme(headers.authorization ?? '');
    const timestamp = this.timestamp(headers);
    const { credential, signedHeaders, signature } = parseAuthorization(components, this.config.region);
    activeSpan().setAttributes({ 'auth.method': 'sigv4-header', 'auth.access_key': credential.access });
    if (headers['x-amz-security-token'] !== undefined) throw sessionToken();
    if (!timestamp.startsWith(credential.date)) {
      throw malformedHeader('Invalid credential date. Date is not the same as X-Amz-Date.');
    }
    const payloadHash = contentSha256(request);
    checkPayloadHash(payloadHash, request.takesObjectData);
    return this.verifier.verify(request, {
      method: 'sigv4-header',
      credential,
      timestamp,
      signedHeaders,
      signature,
      payloadHash,
    });
  }

  /** `x-amz-date`, else `Date`, which may also be an HTTP date. */
  private timestamp({ date, ['x-amz-date']: amzDate }: IncomingHttpHeaders): string {
    const sent = amzDate === undefined ? date : String(amzDate);
    let time = sent === undefined ? undefined : parseTimestamp(sent);
    if (time === undefined && amzDate === undefined && date !== undefined) time = Date.parse(date);
    if (sent === undefined || time === undefined || Number.isNaN(time)) {
      throw new S3Error(
        'AccessDenied',
        {},
        {
          message: 'AWS authentication requires a valid Date or x-amz-date header',
        },
      );
    }
    checkSkew(time, sent, this.clock.now());
    return formatTimestamp(time);
  }
}

/** Clients leave the header out of HEAD requests, which have no body; there the body is taken as empty. */
function contentSha256({ method, headers }: AuthenticatableRequest): string {
  const value = headers['x-amz-content-sha256'];
  if (value !== undefined) return String(value);
  if (method === 'HEAD') return EMPTY_SHA256;
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message: 'Missing required header for this request: x-amz-content-sha256',
    },
  );
}
