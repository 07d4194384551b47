import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { ErrorResponder } from '../response/error.responder.js';
import { checkBucketName } from './bucket-name.js';
import { inTurn } from './in-turn.js';
import { methodNotAllowed } from './method-not-allowed.js';
import { checkRequest } from './request-guards.js';
import { RequestTracker } from './request-tracker.js';
import type { S3Request } from './s3-request.js';

/** The one path that Nest's router knows: the raw target stands on the S3Request, and Express has nothing to decode. */
export const DISPATCH_PATH = '/';

/** What is known of a request before anyone asks who is calling. */
interface Standing {
  readonly refusal: unknown;
  /** Its span may become a child of the one that the caller names. */
  readonly trusted: boolean;
}

/** First in line: gives the request its ids, its operation and its span, before anyone asks who is calling. */
@Injectable()
export class RequestMiddleware {
  private readonly strictBucketNames: boolean;
  private readonly virtualDomains: readonly string[] | undefined;
  private readonly defaultOrigin: string | undefined;

  constructor(
    private readonly errors: ErrorResponder,
    private readonly tracker: RequestTracker,
    config: ServerConfig,
  ) {
    this.strictBucketNames = !config.disableStrictBucketNames;
    this.virtualDomains = config.virtualDomain.length > 0 ? config.virtualDomain : undefined;
    this.defaultOrigin = config.corsAllowOrigin;
  }

  handle(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    inTurn(response, () => this.start(raw, response, next));
  }

  private start(raw: IncomingMessage, response: ServerResponse, next: () => void): void {
    const request = this.tracker.begin(raw, response);
    request.defaultOrigin = this.defaultOrigin;
    const refusal = this.resolve(request) ?? this.tracker.admission.refusalOf(request);
    const { parentTrust } = this.tracker;
    const trusted = refusal ? parentTrust.always : parentTrust.of(request);
    const proceed = (known: boolean): void => this.proceed(request, next, { refusal, trusted: known });
    if (typeof trusted === 'boolean') proceed(trusted);
    else void trusted.then((known) => response.destroyed || proceed(known));
  }

  private proceed(request: S3Request, next: () => void, { refusal, trusted }: Standing): void {
    this.tracker.startSpan(request, trusted);
    if (refusal) {
      this.errors.respond(request, refusal);
      return;
    }
    request.raw.url = DISPATCH_PATH;
    request.run(next);
  }

  private resolve(request: S3Request): unknown {
    try {
      request.resolve(this.virtualDomains);
      const { operation, target } = request;
      if (target.bucket !== undefined && operation?.level !== 'admin')
        checkBucketName(target.bucket, this.strictBucketNames);
      checkRequest(request);
    } catch (error) {
      return error;
    }
    if (request.operation)
      return this.tracker.admission.serves(request) ? undefined : methodNotAllowed(request);
    const refusal = methodNotAllowed(request);
    if (refusal.code !== 'MethodNotAllowed') return refusal;
    // S3 tells who sends a signature that does not hold of that first.
    request.refusal = refusal;
    return undefined;
  }
}
