import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { faultOf, type Fault } from './fault.js';
import { NO_TOKEN_PAGE, NO_TOKEN_POLICY } from './no-token.page.js';

/** Answers every error: as `{error: {message, position?}}`, and a browser without token with a page. */
@Catch()
export class ConsoleErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Console');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const fault = faultOf(error);
    if (fault.status >= 500 && !(error instanceof Error && 'getStatus' in error)) this.logger.error(error);
    if (response.headersSent) return void response.destroy();
    response.status(fault.status);
    this.write(host.switchToHttp().getRequest<Request>(), response, fault);
  }

  /** Writes the body, in the form of the API that was asked. */
  protected write(request: Request, response: Response, { status, message, position }: Fault): void {
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="glassgate console"');
    if (status === 401 && request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
      response.setHeader('Content-Security-Policy', NO_TOKEN_POLICY).type('html').send(NO_TOKEN_PAGE);
    } else response.type('json').json({ error: { message, ...(position !== undefined && { position }) } });
  }
}
