import { canonicalRequest } from '../../src/auth/sigv4/canonical-request.js';
import { deriveSigningKey, hmac, stringToSign } from '../../src/auth/sigv4/signing-key.js';
import { formatTimestamp } from '../../src/auth/sigv4/timestamp.js';
import { type Credentials, ROOT } from './test-gateway.js';

export interface Presigning {
  readonly method?: string;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** Seconds. */
  readonly expires?: number | string;
  readonly region?: string;
  readonly as?: Credentials;
  /** Parameters to add to those of the signature, or to put in their place. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Path and query with a signature in it. `path` has no query of its own. */
export function presign(url: string, path: string, options: Presigning = {}): string {
  const { method = 'GET', now = Date.now(), expires = 60, region = 'us-east-1', as = ROOT } = options;
  const timestamp = formatTimestamp(now);
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${as.access}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
    ...options.query,
  };
  const rawQuery = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const parts = {
    signedHeaders: ['host'],
    headers: new Map([['host', new URL(url).host]]),
    payloadHash: 'UNSIGNED-PAYLOAD',
  };
  const canonical = canonicalRequest({ method, rawPath: path, rawQuery }, parts);
  const key = deriveSigningKey(as.secret, timestamp.slice(0, 8), region);
  const signature = hmac(key, stringToSign(timestamp, scope, canonical)).toString('hex');
  return `${path}?${rawQuery}&X-Amz-Signature=${signature}`;
}
