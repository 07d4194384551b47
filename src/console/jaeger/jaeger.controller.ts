import {
  BadRequestException,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { BodyReader } from '../http/body-reader.js';
import { QueryParameters } from '../http/query-parameters.js';
import { readTraceFile } from '../ingest/trace-file.reader.js';
import type { TraceDetail } from '../model/trace-detail.js';
import { dependenciesOf, MAX_DEPENDENCY_TRACES, type Dependency } from './dependencies.js';
import { JaegerErrorFilter } from './jaeger-error.filter.js';
import { jaegerTrace, jaegerTraceOf, type JaegerTrace } from './jaeger-json.writer.js';
import { kindsOf, legacySearch } from './jaeger-parameters.js';
import { enveloped, type JaegerEnvelope } from './jaeger-envelope.js';
import { hexId, JaegerTraces } from './jaeger-traces.js';

const MAX_FILE = 32 * 2 ** 20;
const DAY_MS = 86_400_000;

type Given = Request['query'];

/** Jaeger's legacy JSON API, which Grafana and Jaeger UI read. Source: Jaeger, cmd/query/app/http_handler.go. */
@Controller('jaeger/api')
@UseFilters(JaegerErrorFilter)
export class JaegerController {
  constructor(
    private readonly traces: JaegerTraces,
    private readonly bodies: BodyReader,
  ) {}

  @Get('services')
  services(): JaegerEnvelope<readonly string[]> {
    return enveloped(this.traces.services());
  }

  /** Grafana does not escape a slash in the name of a service. */
  @Get('services/*service/operations')
  operationNames(@Param('service') service: string | readonly string[]): JaegerEnvelope<readonly string[]> {
    const name = typeof service === 'string' ? service : service.join('/');
    return enveloped([...new Set(this.traces.operations(name, []).map((operation) => operation.name))]);
  }

  @Get('operations')
  operations(@Query() query: Given): JaegerEnvelope<ReturnType<JaegerTraces['operations']>> {
    const given = new QueryParameters(query);
    return enveloped(this.traces.operations(given.text('service'), kindsOf(given)));
  }

  /** By ids, else by what spans are. */
  @Get('traces')
  search(@Query() query: Given): JaegerEnvelope<JaegerTrace[]> {
    const given = new QueryParameters(query);
    const ids = given.texts('traceID');
    if (ids.length > 0) return this.several(ids);
    const search = legacySearch(given, Date.now());
    if (search.service === undefined) throw new BadRequestException("parameter 'service' is required");
    return answered(this.traces.search(search));
  }

  @Get('traces/:id')
  trace(@Param('id') id: string): JaegerEnvelope<JaegerTrace[]> {
    return answered([this.traces.trace(id)]);
  }

  /** Jaeger UI waits for each that it asked for: for the trace, or for why it does not come. */
  private several(ids: readonly string[]): JaegerEnvelope<JaegerTrace[]> {
    const found = answered(this.traces.all(ids));
    const given = new Set(found.data.map(({ traceID }) => traceID));
    const missing = ids.filter((id) => !given.has(hexId(id) ?? ''));
    const errors = missing.map((traceID) => ({ code: 404, msg: 'trace not found', traceID }));
    return { ...found, errors: errors.length > 0 ? errors : null };
  }

  /** `endTs` and `lookback` in milliseconds. Counted in the traces of that time, up to a thousand. */
  @Get('dependencies')
  dependencies(@Query() query: Given): JaegerEnvelope<Dependency[]> {
    const given = new QueryParameters(query);
    const to = given.number('endTs') ?? Date.now();
    const from = to - (given.number('lookback') ?? DAY_MS);
    return enveloped(dependenciesOf(this.traces.each({ tags: {}, from, to, limit: MAX_DEPENDENCY_TRACES })));
  }

  /** Turns a file of OTLP JSON into what Jaeger UI draws; nothing is stored. */
  @Post('transform')
  @HttpCode(200)
  async transform(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JaegerEnvelope<JaegerTrace[]>> {
    const file = await this.bodies.read(request, response, MAX_FILE);
    const traces = Map.groupBy(readTraceFile(file.toString()).spans, ({ traceId }) => traceId);
    return enveloped([...traces].map(([traceId, spans]) => jaegerTrace(traceId, spans)));
  }
}

function answered(details: readonly TraceDetail[]): JaegerEnvelope<JaegerTrace[]> {
  return { ...enveloped(details.map(jaegerTraceOf)), total: 0 };
}
