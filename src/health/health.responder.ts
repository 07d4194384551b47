import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Backend } from '../backend/backend.js';
import { ServerConfig } from '../config/server.config.js';

/**
 * Answers probes before anything else is asked: no signature, no span, no access line. A bucket of such a name is
 * hidden from callers without a signature only.
 */
@Injectable()
export class HealthResponder {
  private readonly paths: ReadonlyMap<string, boolean>;

  constructor(
    private readonly backend: Backend,
    config: ServerConfig,
  ) {
    const paths = new Map([
      ['/livez', false],
      ['/healthz', false],
      ['/readyz', true],
    ]);
    if (config.health) paths.set(config.health, false);
    this.paths = paths;
  }

  /** True when the request was a probe and is being answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const asksBackend = this.paths.get(request.url ?? '');
    if (asksBackend === undefined || request.headers.authorization !== undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (asksBackend) void this.answerReadiness(response);
    else answer(response, 200);
    return true;
  }

  private async answerReadiness(response: ServerResponse): Promise<void> {
    try {
      await this.backend.listBuckets({ maxBuckets: 1 });
      answer(response, 200);
    } catch {
      answer(response, 503);
    }
  }
}

function answer(response: ServerResponse, status: number): void {
  const body = status === 200 ? 'ok\n' : 'unavailable\n';
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': body.length });
  response.end(body);
}
