import { Injectable } from '@nestjs/common';
import { S3Error } from '../errors/s3.error.js';
import { ANONYMOUS } from './caller.js';
import type { AuthenticatableRequest } from './signed-request.js';
import { outdatedSignature } from './sigv4/algorithm.js';
import { HeaderSignature } from './sigv4/header-signature.js';
import { anonymousPayload } from './sigv4/payload-hash.js';
import { PresignedUrl } from './sigv4/presigned-url.js';
import { authParameters, claimsVersion2, claimsVersion4 } from './sigv4/query-signature.js';
import type { Proof } from './sigv4/signature.verifier.js';

/** Finds out who sends a request. */
@Injectable()
export class Authentication {
  constructor(
    private readonly header: HeaderSignature,
    private readonly presigned: PresignedUrl,
  ) {}

  /** Sets `caller` and `payload` of the request, or throws what S3 answers to a signature that does not hold. */
  async authenticate(request: AuthenticatableRequest): Promise<void> {
    const { caller, payload } = await this.prove(request);
    request.caller = caller;
    request.payload = payload;
  }

  private prove(request: AuthenticatableRequest): Promise<Proof> | Proof {
    const { authorization } = request.headers;
    const query = authParameters(request.rawQuery);
    const version4 = query !== undefined && claimsVersion4(query);
    const version2 = query !== undefined && claimsVersion2(query);
    // An empty one is none, as S3 takes it.
    if (authorization) {
      if (version4 || version2) throw twoMechanisms(authorization);
      return this.header.verify(request);
    }
    if (version4) return this.presigned.verify(request, query);
    if (version2) throw outdatedSignature();
    const sha256 = request.headers['x-amz-content-sha256'];
    const declared = sha256 === undefined ? undefined : String(sha256);
    return { caller: ANONYMOUS, payload: anonymousPayload(declared, request.takesObjectData) };
  }
}

function twoMechanisms(authorization: string): S3Error {
  return new S3Error(
    'InvalidArgument',
    { ArgumentName: 'Authorization', ArgumentValue: authorization },
    {
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    },
  );
}
