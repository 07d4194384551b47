import { Catch } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ConsoleErrorFilter } from '../http/errors/console-error.filter.js';
import type { Fault } from '../http/errors/fault.js';

/** Errors as the v3 API words them. */
@Catch()
export class JaegerV3ErrorFilter extends ConsoleErrorFilter {
  protected override write(_request: Request, response: Response, { status, message }: Fault): void {
    response.json({ error: { httpCode: status, message } });
  }
}
