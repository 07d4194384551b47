import { Controller, Get, NotFoundException, Param, Query, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { jaegerTraceOf } from '../jaeger/jaeger-json.writer.js';
import { otlpDocument } from '../jaeger/otlp-json.writer.js';
import type { TraceDetail } from '../model/trace-detail.js';
import type { TraceMatches } from '../model/trace-query.js';
import { TraceStore } from '../store/trace-store.js';
import { QueryParameters } from './query-parameters.js';
import { readTraceQuery } from './read-trace-query.js';

@Controller('api/traces')
export class TracesController {
  constructor(private readonly store: TraceStore) {}

  @Get()
  search(@Query() query: Request['query']): TraceMatches {
    return this.store.search(readTraceQuery(query));
  }

  /** @param id of the trace or of a request in it */
  @Get(':id')
  trace(@Param('id') id: string): TraceDetail {
    const detail = this.store.trace(id);
    if (!detail) throw new NotFoundException('there is no such trace, or no longer');
    return detail;
  }

  /** A file that Jaeger UI opens, and that can be imported here. */
  @Get(':id/download')
  download(@Param('id') id: string, @Query() query: Request['query'], @Res() response: Response): void {
    const format = new QueryParameters(query).choice('format', ['jaeger', 'otlp']) ?? 'jaeger';
    const detail = this.trace(id);
    const file = format === 'otlp' ? otlpDocument(detail.spans) : { data: [jaegerTraceOf(detail)] };
    response
      .attachment(`trace-${detail.summary.traceId}.${format}.json`)
      .type('json')
      .send(JSON.stringify(file));
  }
}
