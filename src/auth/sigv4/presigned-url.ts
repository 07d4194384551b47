import { Injectable } from '@nestjs/common';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { activeSpan } from '../../tracing/span.js';
import { Span } from '../../tracing/span.decorator.js';
import { Clock } from '../clock.js';
import type { AuthenticatableRequest } from '../signed-request.js';
import { ALGORITHM, asymmetricSignature, isAsymmetric, sessionToken } from './algorithm.js';
import { parseCredential, parseSignedHeaders, type Refuse } from './credential.js';
import { takeHoistedHeaders } from './hoisted-headers.js';
import { checkPayloadHash, UNSIGNED_PAYLOAD } from './payload-hash.js';
import type { AuthParameters } from './query-signature.js';
import { SignatureVerifier, type Proof } from './signature.verifier.js';
import { isoSeconds, MAX_SKEW, parseTimestamp } from './timestamp.js';

/** Seconds: seven days. */
const MAX_EXPIRES = 604_800;

const REQUIRED = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
];

function refuseQuery(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', {}, { message });
}

const refuseCredential: Refuse = (reason, details = {}) =>
  new S3Error('AuthorizationQueryParametersError', details, {
    message: `Error parsing the X-Amz-Credential parameter; ${reason}`,
  });

/** SigV4 in the query. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters". */
@Injectable()
export class PresignedUrl {
  constructor(
    private readonly config: ServerConfig,
    private readonly verifier: SignatureVerifier,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws S3Error AuthorizationQueryParametersError, AccessDenied (expired, not yet valid, headers not signed),
   * InvalidAccessKeyId, SignatureDoesNotMatch, InvalidRequest, InvalidArgument, InvalidToken, NotImplemented
   */
  @Span('Auth.PresignedV4Signature')
  async verify(request: AuthenticatableRequest, query: AuthParameters): Promise<Proof> {
    checkAlgorithm(query);
    const timestamp = parameter(query, 'X-Amz-Date');
    this.checkValidity(timestamp, parameter(query, 'X-Amz-Expires'));
    const credential = parseCredential(
      parameter(query, 'X-Amz-Credential'),
      this.config.region,
      refuseCredential,
    );
    activeSpan().setAttributes({ 'auth.method': 'sigv4-query', 'auth.access_key': credential.access });
    if (query.has('X-Amz-Security-Token')) throw sessionToken();
    if (!timestamp.startsWith(credential.date)) {
      throw refuseQuery(
        `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
      );
    }
    const payloadHash = query.get('X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD;
    checkPayloadHash(payloadHash, request.takesObjectData);
    const proof = await this.verifier.verify(request, {
      method: 'sigv4-query',
      credential,
      timestamp,
      signedHeaders: parseSignedHeaders(parameter(query, 'X-Amz-SignedHeaders')),
      signature: parameter(query, 'X-Amz-Signature'),
      payloadHash,
      omit: 'X-Amz-Signature',
    });
    takeHoistedHeaders(request.rawQuery, request.headers);
    return proof;
  }

  /** A URL holds from `X-Amz-Date`, less the allowed skew, for `X-Amz-Expires` seconds. */
  private checkValidity(timestamp: string, expires: string): void {
    const time = parseTimestamp(timestamp);
    if (time === undefined) {
      throw refuseQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    }
    const seconds = parseExpires(expires);
    const now = this.clock.now();
    const end = time + seconds * 1000;
    const times = { Expires: isoSeconds(end), ServerTime: isoSeconds(now) };
    if (time - now > MAX_SKEW) {
      // In milliseconds: so S3 writes it.
      const details = { 'X-Amz-Date': time, ...times };
      throw new S3Error('AccessDenied', details, { message: 'Request is not yet valid' });
    }
    if (now <= end) return;
    const details = { 'X-Amz-Expires': seconds, ...times };
    throw new S3Error('AccessDenied', details, { message: 'Request has expired' });
  }
}

function parameter(query: AuthParameters, name: string): string {
  return query.get(name) ?? '';
}

function checkAlgorithm(query: AuthParameters): void {
  const algorithm = parameter(query, 'X-Amz-Algorithm');
  if (isAsymmetric(algorithm)) throw asymmetricSignature();
  if (algorithm !== '' && algorithm !== ALGORITHM)
    throw refuseQuery('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  if (REQUIRED.some((name) => !query.get(name))) {
    throw refuseQuery(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
}

function parseExpires(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) throw refuseQuery('X-Amz-Expires should be a number');
  if (seconds < 0) throw refuseQuery('X-Amz-Expires must be non-negative');
  if (seconds > MAX_EXPIRES) {
    throw refuseQuery(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES} seconds`,
    );
  }
  return seconds;
}
