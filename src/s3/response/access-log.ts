import { Injectable, Logger } from '@nestjs/common';
import { ServerConfig } from '../../config/server.config.js';
import type { S3Request } from '../request/s3-request.js';

/** One line per request, unless the gateway is quiet. */
@Injectable()
export class AccessLog {
  private readonly logger = new Logger('Access');
  private readonly quiet: boolean;

  constructor(config: ServerConfig) {
    this.quiet = config.quiet;
  }

  write(request: S3Request, complete: boolean): void {
    if (this.quiet) return;
    const { response, raw } = request;
    const milliseconds = (performance.now() - request.started).toFixed(1);
    const status = complete ? response.statusCode : 499;
    const operation = request.operation?.name ?? '-';
    const trace = request.span?.traceId ?? '-';
    // The query is left out: presigned URLs carry a signature in it.
    this.logger.log(
      `${status} ${milliseconds}ms ${raw.socket.remoteAddress ?? '-'} ${operation} ${request.method} ${request.rawPath} ${request.sentBytes} ${request.id} ${trace}`,
    );
  }
}
