import { hash } from 'node:crypto';
import { ALGORITHM } from './algorithm.js';
import { canonicalRequest, coverHeaders } from './canonical-request.js';
import { deriveSigningKey, hmac, stringToSign } from './signing-key.js';
import { formatTimestamp } from './timestamp.js';

export interface RequestToSign {
  readonly method: string;
  /** Absolute; a string keeps `..` and `//`, which `URL` takes away. ASCII only. */
  readonly url: string | URL;
  /** All of them are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is hashed; empty when absent. */
  readonly body?: Buffer | string;
  /** Instead of the digest of `body`: `UNSIGNED-PAYLOAD` or a streaming mode. */
  readonly payloadHash?: string;
  readonly access: string;
  readonly secret: string;
  readonly region: string;
  readonly service?: 's3';
  /** Milliseconds since 1970; now when absent. */
  readonly now?: number;
}

function splitUrl(url: string): { host: string; rawPath: string; rawQuery: string } {
  const authority = url.indexOf('://') + 3;
  const end = url.slice(authority).search(/[/?]/);
  const host = end < 0 ? url.slice(authority) : url.slice(authority, authority + end);
  const target = end < 0 ? '' : url.slice(authority + end);
  const question = target.indexOf('?');
  if (question < 0) return { host, rawPath: target, rawQuery: '' };
  return { host, rawPath: target.slice(0, question), rawQuery: target.slice(question + 1) };
}

/** The headers to send, lower case: those given, `host`, `x-amz-date`, `x-amz-content-sha256`, `authorization`. */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { host, rawPath, rawQuery } = splitUrl(String(request.url));
  const timestamp = formatTimestamp(request.now ?? Date.now());
  const payloadHash = request.payloadHash ?? hash('sha256', request.body ?? '', 'hex');
  const headers: Record<string, string> = { host };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  headers['x-amz-date'] = timestamp;
  headers['x-amz-content-sha256'] = payloadHash;
  const signedHeaders = Object.keys(headers).sort();
  const { signed } = coverHeaders(Object.entries(headers).flat(), signedHeaders);
  const parts = { signedHeaders, headers: signed, payloadHash };
  const canonical = canonicalRequest({ method: request.method, rawPath, rawQuery }, parts);
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${request.region}/s3/aws4_request`;
  const key = deriveSigningKey(request.secret, date, request.region);
  const signature = hmac(key, stringToSign(timestamp, scope, canonical)).toString('hex');
  headers['authorization'] =
    `${ALGORITHM} Credential=${request.access}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}
