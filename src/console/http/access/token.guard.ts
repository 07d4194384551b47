import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ConsoleAccess } from './console-access.js';
import { OPEN } from './open.decorator.js';

/** Every route asks for the token, but those that are `Open`. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: ConsoleAccess,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean | undefined>(OPEN, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (this.access.hasBearer(request) || this.access.hasCookie(request)) return true;
    throw new UnauthorizedException('the token of the console is missing or wrong');
  }
}
