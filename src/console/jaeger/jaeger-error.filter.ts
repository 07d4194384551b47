import { Catch } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ConsoleErrorFilter } from '../http/errors/console-error.filter.js';
import type { Fault } from '../http/errors/fault.js';
import { enveloped } from './jaeger-envelope.js';

/** Errors as the legacy API words them. */
@Catch()
export class JaegerErrorFilter extends ConsoleErrorFilter {
  protected override write(_request: Request, response: Response, { status, message }: Fault): void {
    response.json({ ...enveloped(null), errors: [{ code: status, msg: message }] });
  }
}
