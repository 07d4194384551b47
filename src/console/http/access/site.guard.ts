import {
  ForbiddenException,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { parseListenAddress } from '../../../config/address.js';
import type { ConsoleContext } from '../../thread/console-context.js';
import { CONSOLE_CONTEXT } from '../console-context.token.js';
import { ConsoleAccess } from './console-access.js';

const HOST = /^(\[[^\]]+\]|[^:]*)(:\d+)?$/;

/** Methods that change nothing. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps pages of other sites out: one whose name was pointed at this address (DNS rebinding), and one that lets a browser
 * send a form here (CSRF). Programs that bear the token are no browsers.
 */
@Injectable()
export class SiteGuard implements CanActivate {
  private readonly names: ReadonlySet<string>;

  constructor(
    @Inject(CONSOLE_CONTEXT) { addresses }: ConsoleContext,
    private readonly access: ConsoleAccess,
  ) {
    const own = addresses.map(parseListenAddress).map((where) => where && 'host' in where && where.host);
    this.names = new Set(
      ['localhost', hostname(), ...own].filter((name) => typeof name === 'string').map(lower),
    );
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.access.hasBearer(request)) return true;
    if (!this.isOwnName(request.headers.host ?? '')) {
      throw new ForbiddenException('the console answers at its IP address and at localhost only');
    }
    if (!SAFE.has(request.method) && !isOwnOrigin(request)) {
      throw new ForbiddenException('the request comes from a page of another site');
    }
    return true;
  }

  /** An address is no name that somebody could point here. */
  private isOwnName(host: string): boolean {
    const name = lower(HOST.exec(host)?.[1] ?? '').replace(/^\[|\]$/g, '');
    return isIP(name) !== 0 || this.names.has(name) || name.endsWith('.localhost');
  }
}

const lower = (text: string): string => text.toLowerCase();

/** Browsers say with every POST where the page is from; behind a proxy that has a host of its own, only that it is the same. */
function isOwnOrigin({ headers }: Request): boolean {
  const { origin, host } = headers;
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
