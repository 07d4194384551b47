import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { AuthorizableRequest } from './authorizable-request.js';
import { Authorization } from './authorization.js';

/** Stands behind the authentication guard on the one route of the gateway. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(private readonly authorization: Authorization) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { s3 } = context.switchToHttp().getRequest<{ s3: AuthorizableRequest }>();
    await this.authorization.authorize(s3);
    return true;
  }
}
