import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ConsoleContext } from '../../thread/console-context.js';
import { CONSOLE_CONTEXT } from '../console-context.token.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Of the same length whatever was given, so that nothing of the token can be measured. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who may see the console: whoever knows its token, by a cookie or in the Authorization header. */
@Injectable()
export class ConsoleAccess {
  private readonly expected: Buffer;

  constructor(@Inject(CONSOLE_CONTEXT) private readonly context: ConsoleContext) {
    this.expected = digest(context.token);
  }

  /** In constant time. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(given), this.expected);
  }

  /** A program bears the token: no browser sends this by itself, whatever page it shows. */
  hasBearer({ headers }: Request): boolean {
    const given = BEARER.exec(headers.authorization ?? '')?.[1];
    return given !== undefined && this.isToken(given);
  }

  hasCookie(request: Request): boolean {
    const name = `${cookieName(request)}=`;
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const given = cookies.find((pair) => pair.startsWith(name));
    return given !== undefined && this.isToken(decoded(given.slice(name.length)));
  }

  /**
   * From now on the browser bears the token, and no script can read it. It bears it too where a page of another site, such
   * as a chat, links here: what such a link can ask for changes nothing, and the other page sees nothing of it.
   */
  setCookie(request: Request, response: Response): void {
    const value = encodeURIComponent(this.context.token);
    response.setHeader('Set-Cookie', `${cookieName(request)}=${value}; Path=/; HttpOnly; SameSite=Lax`);
  }
}

/** Cookies do not tell ports apart: two gateways on one machine would take each other's. */
const cookieName = ({ socket }: Request): string => `glassgate-console-${socket.localPort ?? 'socket'}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
