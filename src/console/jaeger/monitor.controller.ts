import { Controller, Get, Query, UseFilters } from '@nestjs/common';
import type { Request } from 'express';
import { QueryParameters } from '../http/query-parameters.js';
import { enveloped, type JaegerEnvelope } from './jaeger-envelope.js';
import { JaegerErrorFilter } from './jaeger-error.filter.js';
import { MonitorMetrics, type MetricFamily } from './monitor-metrics.js';
import { COUNTED_STEP, monitorSearch, quantileOf } from './monitor-parameters.js';

type Given = Request['query'];

/** The metrics of Jaeger's Monitor tab. Source: Jaeger, cmd/query/app, `/api/metrics`. */
@Controller('jaeger/api/metrics')
@UseFilters(JaegerErrorFilter)
export class MonitorController {
  constructor(private readonly metrics: MonitorMetrics) {}

  /** Milliseconds. */
  @Get('latencies')
  latencies(@Query() query: Given): MetricFamily {
    const given = new QueryParameters(query);
    const quantile = quantileOf(given);
    return this.metrics.family(monitorSearch(given, Date.now()), {
      name: 'latencies',
      help: `${quantile}th quantile latency`,
      value: ({ durations, max }) =>
        durations.count > 0 ? Math.min(max, durations.quantile(quantile)) : undefined,
    });
  }

  /** Per second. */
  @Get('calls')
  calls(@Query() query: Given): MetricFamily {
    return this.metrics.family(monitorSearch(new QueryParameters(query), Date.now()), {
      name: 'call_rate',
      help: 'calls/sec',
      value: ({ durations }, seconds) => durations.count / seconds,
    });
  }

  /** Share, 0 to 1, of requests whose span has status ERROR: faults and refusals. */
  @Get('errors')
  errors(@Query() query: Given): MetricFamily {
    return this.metrics.family(monitorSearch(new QueryParameters(query), Date.now()), {
      name: 'error_rate',
      help: 'error rate, computed as a fraction of errors per call',
      value: ({ durations, errors, refusals }) =>
        durations.count > 0 ? (errors + refusals) / durations.count : undefined,
    });
  }

  /** Milliseconds of the shortest step. */
  @Get('minstep')
  shortestStep(): JaegerEnvelope<number> {
    return enveloped(COUNTED_STEP);
  }
}
