import { Controller, Get, Query, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TraceStore } from '../store/trace-store.js';
import { LiveStream } from './live-stream.js';
import { readTraceQuery } from './read-trace-query.js';

const MAX_CLIENTS = 32;
const PING_MS = 15_000;

/** Tells of traces as they come in. */
@Controller('api/live')
export class LiveController {
  private clients = 0;

  constructor(private readonly store: TraceStore) {}

  /** Server-sent events: `trace` (a TraceSummary), `skipped` (`{count}`: events that this client was too slow for), `ping`. */
  @Get()
  follow(@Req() request: Request, @Query() query: Request['query'], @Res() response: Response): void {
    // Express asks here for the head too, which has no end that a client could wait for.
    if (request.method === 'HEAD') return void response.end();
    if (this.clients >= MAX_CLIENTS) throw new ServiceUnavailableException('too many follow what happens');
    const stream = new LiveStream(response);
    // Before anything is written, because a wrong query is answered as such.
    const leave = this.store.subscribe(readTraceQuery(query), (summary) => stream.send('trace', summary));
    stream.open();
    this.clients += 1;
    const ping = setInterval(() => stream.ping(), PING_MS).unref();
    response.once('close', () => {
      clearInterval(ping);
      leave();
      this.clients -= 1;
    });
  }
}
