import { Injectable } from '@nestjs/common';
import { S3Error } from '../../errors/s3.error.js';
import { activeSpan } from '../../tracing/span.js';
import { AccountDirectory, type FoundAccount } from '../account-directory.js';
import type { AuthMethod, Caller } from '../caller.js';
import type { PayloadMode } from '../payload-mode.js';
import type { SignedRequest } from '../signed-request.js';
import { canonicalRequest, coverHeaders } from './canonical-request.js';
import type { Credential } from './credential.js';
import { payloadMode } from './payload-hash.js';
import { signatureMismatch } from './signature-mismatch.js';
import { hmac, sameSignature, signingKey, stringToSign } from './signing-key.js';

/** What a request says about its signature, read from the header or the query. */
export interface SignatureClaim {
  readonly method: AuthMethod;
  readonly credential: Credential;
  /** `20130524T000000Z`. */
  readonly timestamp: string;
  /** Lower case, ascending. */
  readonly signedHeaders: readonly string[];
  /** Hex, as received. */
  readonly signature: string;
  /** Hex digest of the body, or the word that stands for it. */
  readonly payloadHash: string;
  /** Query parameter that bears the signature. */
  readonly omit?: string;
}

/** Whom a valid signature proves, and how the body is protected. */
export interface Proof {
  readonly caller: Caller;
  readonly payload: PayloadMode;
}

/** The part of SigV4 that header and query share. */
@Injectable()
export class SignatureVerifier {
  constructor(private readonly accounts: AccountDirectory) {}

  /** @throws S3Error AccessDenied (headers not signed), InvalidAccessKeyId, SignatureDoesNotMatch */
  async verify(request: SignedRequest, claim: SignatureClaim): Promise<Proof> {
    const { signed, unsigned } = coverHeaders(request.rawHeaders, claim.signedHeaders);
    if (unsigned.length) {
      throw new S3Error(
        'AccessDenied',
        { HeadersNotSigned: unsigned.join(', ') },
        { message: 'There were headers present in the request which were not signed' },
      );
    }
    const found = await this.accounts.find(claim.credential.access);
    if (!found) throw new S3Error('InvalidAccessKeyId', { AWSAccessKeyId: claim.credential.access });
    const proof = prove(claim, found, canonicalRequest(request, { ...claim, headers: signed }));
    const role = found.isRoot ? 'root' : found.account.role;
    activeSpan().setAttributes({ 'auth.role': role, 'auth.is_root': found.isRoot });
    return proof;
  }
}

function prove(claim: SignatureClaim, { account, isRoot }: FoundAccount, canonical: string): Proof {
  const { credential, timestamp, signature, signedHeaders } = claim;
  const key = signingKey(account, credential.date, credential.region);
  const text = stringToSign(timestamp, credential.scope, canonical);
  const expected = hmac(key, text);
  if (!sameSignature(expected, signature)) {
    throw signatureMismatch({
      access: credential.access,
      provided: signature,
      stringToSign: text,
      canonical,
      signedHeaders,
    });
  }
  const seedSignature = expected.toString('hex');
  return {
    caller: { method: claim.method, account, isRoot },
    payload: payloadMode(claim.payloadHash, {
      seedSignature,
      signingKey: key,
      timestamp,
      scope: credential.scope,
    }),
  };
}
