import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ConsoleContext } from '../thread/console-context.js';
import { CONSOLE_CONTEXT } from './console-context.token.js';

const TEXT = 'text/plain';
const OPENMETRICS = 'application/openmetrics-text';

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(CONSOLE_CONTEXT) private readonly context: ConsoleContext) {}

  /** The gateway's metrics for Prometheus, which may come here with the token instead of to an address of their own. */
  @Get()
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    const text = await this.context.metrics(request.accepts([TEXT, OPENMETRICS]) === OPENMETRICS);
    if (!text) throw new NotFoundException('metrics are off: --metrics-port turns them on');
    response.setHeader('Content-Type', text.contentType);
    response.vary('Accept').end(text.body);
  }
}
