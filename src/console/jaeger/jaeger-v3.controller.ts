import { Controller, Get, NotFoundException, Param, Query, UseFilters } from '@nestjs/common';
import type { Request } from 'express';
import { QueryParameters } from '../http/query-parameters.js';
import { dependenciesOf, MAX_DEPENDENCY_TRACES } from './dependencies.js';
import { kindsOf, v3Search, v3Times } from './jaeger-parameters.js';
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

  /** Counts are texts, as 64-bit numbers are in ProtoJSON. */
  @Get('dependencies')
  dependencies(@Query() query: Given): { readonly dependencies: readonly object[] } {
    const search = { tags: {}, limit: MAX_DEPENDENCY_TRACES, ...v3Times(new QueryParameters(query)) };
    const found = dependenciesOf(this.traces.each(search));
    return { dependencies: found.map((one) => ({ ...one, callCount: String(one.callCount) })) };
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
