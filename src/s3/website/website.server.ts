import { Injectable } from '@nestjs/common';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ServerConfig } from '../../config/server.config.js';
import { WebsiteConfig } from '../../config/website.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { OPERATIONS, type Operation } from '../operation/operation.table.js';
import { checkBucketName } from '../request/bucket-name.js';
import { inTurn } from '../request/in-turn.js';
import { RequestTracker } from '../request/request-tracker.js';
import type { S3Request } from '../request/s3-request.js';
import { parseTarget } from '../request/target.js';
import { writeResponse } from '../response/response.writer.js';
import { bucketOfWebsite } from './website-bucket.js';
import { WebsiteHosting } from './website-hosting.js';

/** No row of the table, but like one. */
interface WebsiteOperation extends Operation {
  readonly website: true;
}

const SERVED: ReadonlyMap<string, WebsiteOperation> = new Map<string, WebsiteOperation>([
  ['GET', { ...OPERATIONS.GetObject, name: 'GetObject', spanName: 'Website.GetObject', website: true }],
  ['HEAD', { ...OPERATIONS.HeadObject, name: 'HeadObject', spanName: 'Website.HeadObject', website: true }],
]);

/**
 * What comes in at the addresses of websites. Nobody signs there and nothing but reading is served, so that a request
 * goes past the guards and the table of the S3 API, to the same storage, decisions, spans and logs.
 */
@Injectable()
export class WebsiteServer {
  private readonly strictBucketNames: boolean;

  constructor(
    private readonly tracker: RequestTracker,
    private readonly hosting: WebsiteHosting,
    private readonly config: WebsiteConfig,
    server: ServerConfig,
  ) {
    this.strictBucketNames = !server.disableStrictBucketNames;
  }

  readonly handle: RequestListener = (raw, response) => inTurn(response, () => this.start(raw, response));

  private start(raw: IncomingMessage, response: ServerResponse): void {
    const request = this.tracker.begin(raw, response);
    // A body is nothing that a website reads.
    if (request.hasUnreadBody) response.shouldKeepAlive = false;
    const unknown = this.resolve(request);
    const refusal = this.tracker.admission.refusalOf(request) ?? unknown;
    this.tracker.startSpan(request);
    const serve = (): void => void this.serve(request, refusal);
    request.run(serve);
  }

  /** Finds bucket, key and operation; the query says nothing here. Gives back why not. */
  private resolve(request: S3Request): unknown {
    const { method } = request;
    const bucket = bucketOfWebsite(request.header('host'), this.config.domain);
    request.target = { level: 'bucket', bucket };
    request.operation = SERVED.get(method);
    try {
      request.target = parseTarget(request.rawPath, bucket);
      if (!request.operation) return notAllowed(method);
      checkBucketName(bucket, this.strictBucketNames);
      return undefined;
    } catch (error) {
      const isName = error instanceof S3Error && error.code === 'InvalidBucketName';
      return isName ? new S3Error('NoSuchBucket', { BucketName: bucket }, { cause: error }) : error;
    }
  }

  /** Never fails. */
  private async serve(request: S3Request, refusal: unknown): Promise<void> {
    request.hold();
    try {
      const answer = refusal ? this.hosting.refuse(request, refusal) : await this.hosting.answer(request);
      await writeResponse(request, answer);
    } catch (error) {
      await this.fail(request, error).catch(() => request.response.destroy());
    } finally {
      request.release();
    }
    request.drain();
  }

  private async fail(request: S3Request, error: unknown): Promise<void> {
    const { response } = request;
    const page = this.hosting.refuse(request, error);
    // The status has left: only a broken connection can tell the client.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // That of a head that could not be sent.
    response.statusMessage = '';
    await writeResponse(request, page);
  }
}

const notAllowed = (method: string): S3Error =>
  new S3Error(
    'MethodNotAllowed',
    { Method: method, ResourceType: 'OBJECT' },
    { headers: { Allow: 'GET, HEAD' } },
  );
