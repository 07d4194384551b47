import { Injectable, Logger } from '@nestjs/common';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { redactQuery } from '../../tracing/request-attributes.js';
import type { S3Request } from '../request/s3-request.js';

/** Headers that are, or hold, a credential. Lower case. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  'x-amz-security-token',
  'x-amz-server-side-encryption-customer-key',
  'x-amz-copy-source-server-side-encryption-customer-key',
]);

/** Characters of an error document that are shown. */
const MAX_DOCUMENT = 4_096;

/** What came in and what went out, but no body save an error document, and no secret. */
@Injectable()
export class DebugLog {
  readonly isOn: boolean;
  private readonly logger = new Logger('Debug');

  constructor(config: ServerConfig) {
    this.isOn = config.debug;
  }

  /** At the start of a request: tells its head, and from then on what is answered. */
  follow(request: S3Request): void {
    const { id, method, rawPath, rawQuery, rawHeaders, raw } = request;
    const target = rawQuery === '' ? rawPath : `${rawPath}?${redactQuery(rawQuery)}`;
    this.tell(id, `> ${method} ${target} HTTP/${raw.httpVersion}`, headerLines('>', pairsOf(rawHeaders)));
    this.followAnswer(id, request.response);
  }

  private followAnswer(id: string, response: ServerResponse): void {
    const writeHead = response.writeHead.bind(response);
    const end = response.end.bind(response);
    response.writeHead = (status: number, ...rest: unknown[]) => {
      const headers = { ...response.getHeaders(), ...headersOf(rest.at(-1)) };
      this.tell(id, `< ${status}`, headerLines('<', Object.entries(headers)));
      return Reflect.apply(writeHead, undefined, [status, ...rest]) as typeof response;
    };
    response.end = (...args: unknown[]) => {
      const [body] = args;
      if (response.statusCode >= 400 && Buffer.isBuffer(body))
        this.tell(id, `< ${body.toString('utf8', 0, MAX_DOCUMENT)}`);
      return Reflect.apply(end, undefined, args) as typeof response;
    };
  }

  private tell(id: string, ...lines: string[]): void {
    this.logger.log([id, ...lines].join('\n'));
  }
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

const headersOf = (value: unknown): OutgoingHttpHeaders =>
  typeof value === 'object' && value !== null ? (value as OutgoingHttpHeaders) : {};

function headerLines(mark: string, headers: readonly (readonly [string, unknown])[]): string {
  return headers
    .map(([name, value]) => `${mark} ${name}: ${shown(name.toLowerCase(), String(value))}`)
    .join('\n');
}

function shown(name: string, value: string): string {
  if (SECRET_HEADERS.has(name)) return 'REDACTED';
  const question = name === 'referer' ? value.indexOf('?') : -1;
  return question < 0 ? value : `${value.slice(0, question)}?${redactQuery(value.slice(question + 1))}`;
}
