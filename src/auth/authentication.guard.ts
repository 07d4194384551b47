import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Authentication } from './authentication.js';
import type { AuthenticatableRequest } from './signed-request.js';

/** Anonymous requests pass: what they may do is decided by authorisation. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly authentication: Authentication) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { s3 } = context.switchToHttp().getRequest<{ s3: AuthenticatableRequest }>();
    // A preflight of a presigned URL bears its signature, which is one for another method.
    if (!s3.operation?.open) await this.authentication.authenticate(s3);
    return true;
  }
}
