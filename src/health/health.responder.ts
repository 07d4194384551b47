import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Backend } from '../backend/backend.js';
import { bucketOfHost } from '../common/bucket-of-host.js';
import { ServerConfig } from '../config/server.config.js';

/** Milliseconds that an answer of the storage holds: nobody needs a signature to ask. */
const READINESS_TTL = 1_000;

/** Milliseconds after which a storage that does not answer is not ready. */
const PATIENCE = 5_000;

/**
 * Answers probes before anything else is asked: no signature, no span, no access line. A bucket of such a name is
 * hidden from callers without a signature only; keys of buckets that the host names are not.
 */
@Injectable()
export class HealthResponder {
  private readonly paths: ReadonlyMap<string, boolean>;
  private readiness: Promise<boolean> | undefined;
  /** `performance.now()` until which `readiness` is good. */
  private goodUntil = 0;

  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
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
    if (bucketOfHost(request.headers.host, this.config.virtualDomain) !== undefined) return false;
    if (asksBackend) void this.isReady().then((ready) => answer(response, ready ? 200 : 503));
    else answer(response, 200);
    return true;
  }

  private isReady(): Promise<boolean> {
    if (this.readiness && performance.now() < this.goodUntil) return this.readiness;
    // Nobody asks a storage that owes an answer: everybody gets that one, or hears that it is late.
    this.goodUntil = Infinity;
    const answer = this.backend
      .listBuckets({ maxBuckets: 1 })
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.goodUntil = performance.now() + READINESS_TTL));
    this.readiness = Promise.race([answer, late()]);
    return this.readiness;
  }
}

const late = (): Promise<false> =>
  new Promise((resolve) => void setTimeout(resolve, PATIENCE, false).unref());

function answer(response: ServerResponse, status: number): void {
  const body = status === 200 ? 'ok\n' : 'unavailable\n';
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': body.length });
  response.end(body);
}
