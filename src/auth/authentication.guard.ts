import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Authentication } from './authentication.js';
import type { AuthenticatableRequest } from './signed-request.js';

/** Anonymous requests pass: what they may do is decided by authorisation. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly authentication: Authentication) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.authentication.authenticate(
      context.switchToHttp().getRequest<{ s3: AuthenticatableRequest }>().s3,
    );
    return true;
  }
}
