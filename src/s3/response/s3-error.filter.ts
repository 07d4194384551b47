import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { S3HttpRequest } from '../request/s3-request.js';
import { ErrorResponder } from './error.responder.js';

/** Whatever a guard or a handler throws ends here. */
@Catch()
export class S3ErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.responder.respond(host.switchToHttp().getRequest<S3HttpRequest>().s3, error);
  }
}
