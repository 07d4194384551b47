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
    const status = complete ? response.statusCode : 499;
    const operation = request.operation?.name ?? '-';
    this.logger.log(`${operation} ${status}`, {
      status,
      duration_ms: Math.round((performance.now() - request.started) * 10) / 10,
      client: raw.socket.remoteAddress ?? '-',
      operation,
      method: request.method,
      // The query is left out: presigned URLs carry a signature in it.
      path: request.rawPath,
      bytes_sent: request.sentBytes,
      request_id: request.id,
      ...request.traceIds,
    });
  }
}
