import { Controller, Get, NotFoundException, Param, Query, UseFilters } from '@nestjs/common';
import type { Request } from 'express';
import { QueryParameters } from '../http/query-parameters.js';
import { kindsOf, v3Search } from './jaeger-parameters.js';
import { JaegerTraces } from './jaeger-traces.js';
import { JaegerV3ErrorFilter } from './jaeger-v3-error.filter.js';
import { otlpDocument, type OtlpDocument } from './otlp-json.writer.js';
import { summaryOf, type JaegerSummary } from './summary-of.js';

type Given = Request['query'];

/** Jaeger's API v3 in JSON, which Jaeger UI searches with. Source: Jaeger, api_v3/query_service.proto. */
@Controller('jaeger/api/v3')
@UseFilters(JaegerV3ErrorFilter)
export class JaegerV3Controller {
  constructor(private readonly traces: JaegerTraces) {}

  @Get('services')
  services(): { readonly services: readonly string[] } {
    return { services: this.traces.services() };
  }

  @Get('operations')
  operations(@Query() query: Given): { readonly operations: ReturnType<JaegerTraces['operations']> } {
    const given = new QueryParameters(query);
    return { operations: this.traces.operations(given.text('service'), kindsOf(given)) };
  }

  @Get('trace-summaries')
  summaries(@Query() query: Given): { readonly summaries: readonly JaegerSummary[] } {
    return { summaries: Array.from(this.traces.each(v3Search(new QueryParameters(query))), summaryOf) };
  }

  @Get('traces')
  search(@Query() query: Given): { readonly result: OtlpDocument } {
    const found = this.traces.search(v3Search(new QueryParameters(query)));
    if (found.length === 0) throw new NotFoundException('No traces found');
    return { result: otlpDocument(found.flatMap(({ spans }) => spans)) };
  }

  @Get('traces/:id')
  trace(@Param('id') id: string): { readonly result: OtlpDocument } {
    const found = this.traces.find(id);
    if (!found) throw new NotFoundException('No traces found');
    return { result: otlpDocument(found.spans) };
  }
}
