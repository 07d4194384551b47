import { Injectable } from '@nestjs/common';
import { Authentication } from '../../auth/authentication.js';
import { ANONYMOUS } from '../../auth/caller.js';
import { UNSIGNED } from '../../auth/payload-mode.js';
import { TracingConfig } from '../../config/tracing.config.js';
import { untraced } from '../../tracing/span.js';
import type { S3Request } from './s3-request.js';

/**
 * Whether the span of a request may become a child of the span that its caller names. Whoever may write into a trace can
 * also have it kept, by the sampled flag.
 *
 * A span cannot change its trace once it has begun, and authentication is a step inside of it. So `authenticated` checks a
 * signature in the `Authorization` header twice: once before anything is noted, which only requests that name a parent pay
 * for, and again as a step of the trace. A valid one shows that the caller holds a secret key. A presigned URL or a form
 * does not: those are made to be handed to strangers, who add headers as they like, and are never trusted.
 */
@Injectable()
export class ParentTrust {
  /** Whether callers are trusted whoever they are. */
  readonly always: boolean;
  private readonly authenticated: boolean;

  constructor(
    private readonly authentication: Authentication,
    { trustParent }: TracingConfig,
  ) {
    this.always = trustParent === 'always';
    this.authenticated = trustParent === 'authenticated';
  }

  /** A promise only where a signature has to be checked; it never fails. */
  of(request: S3Request): boolean | Promise<boolean> {
    const { headers, operation } = request;
    if (!this.authenticated || headers.authorization === undefined || operation?.open) return this.always;
    return request.namesParent && untraced(() => this.isSigned(request));
  }

  private async isSigned(request: S3Request): Promise<boolean> {
    const { method, rawPath, rawQuery, headers, rawHeaders, takesObjectData } = request;
    const standing = { caller: ANONYMOUS, payload: UNSIGNED };
    const copy = { method, rawPath, rawQuery, headers, rawHeaders, takesObjectData, ...standing };
    try {
      await this.authentication.authenticate(copy);
      return copy.caller !== ANONYMOUS;
    } catch {
      // The guard finds the same again, and answers it.
      return false;
    }
  }
}
