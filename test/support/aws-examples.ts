import { AccountDirectory } from '../../src/auth/account-directory.js';
import { Authentication } from '../../src/auth/authentication.js';
import { ANONYMOUS } from '../../src/auth/caller.js';
import { Clock } from '../../src/auth/clock.js';
import { UNSIGNED } from '../../src/auth/payload-mode.js';
import type { AuthenticatableRequest } from '../../src/auth/signed-request.js';
import { HeaderSignature } from '../../src/auth/sigv4/header-signature.js';
import { PresignedUrl } from '../../src/auth/sigv4/presigned-url.js';
import { SignatureVerifier } from '../../src/auth/sigv4/signature.verifier.js';
import { IamConfig } from '../../src/config/iam.config.js';
import { ServerConfig } from '../../src/config/server.config.js';
import { SingleAccountStore } from '../../src/iam/stores/single.account-store.js';

/** The credentials, region and day of all examples in the S3 API Reference, "Authenticating Requests". */
export const ACCESS = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const REGION = 'us-east-1';
export const TIMESTAMP = '20130524T000000Z';
export const SCOPE = '20130524/us-east-1/s3/aws4_request';
export const NOW = Date.UTC(2013, 4, 24);
export const HOST = 'examplebucket.s3.amazonaws.com';
export const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export class FixedClock extends Clock {
  constructor(private readonly time: number) {
    super();
  }
  override now(): number {
    return this.time;
  }
}

/** The real authentication with one account, that of the examples, at `now`. */
export function exampleAuthentication(now = NOW): Authentication {
  const iam = Object.assign(new IamConfig(), { rootAccess: ACCESS, rootSecret: SECRET });
  const server = new ServerConfig();
  const verifier = new SignatureVerifier(new AccountDirectory(iam, new SingleAccountStore()));
  const clock = new FixedClock(now);
  return new Authentication(
    new HeaderSignature(server, verifier, clock),
    new PresignedUrl(server, verifier, clock),
  );
}

/** A request as Node would hand it out; `headers` in the order and case of the wire. */
export function incoming(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  takesObjectData = false,
): AuthenticatableRequest {
  const question = target.indexOf('?');
  const byName: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    byName[lower] = lower in byName ? `${byName[lower]}, ${value}` : value;
  }
  return {
    method,
    rawPath: question < 0 ? target : target.slice(0, question),
    rawQuery: question < 0 ? '' : target.slice(question + 1),
    headers: byName,
    rawHeaders: headers.flat(),
    takesObjectData,
    caller: ANONYMOUS,
    payload: UNSIGNED,
  };
}

/** `Authorization` of the examples. */
export function authorization(
  signedHeaders: string,
  signature: string,
  credential = `${ACCESS}/${SCOPE}`,
): string {
  return `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;
}
