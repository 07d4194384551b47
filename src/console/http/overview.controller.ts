import { Controller, Get, Query } from '@nestjs/common';
import type { Request } from 'express';
import type { Overview } from '../model/overview.js';
import { QueryError } from '../query/query.error.js';
import { TraceStore } from '../store/trace-store.js';
import { QueryParameters } from './query-parameters.js';

const DEFAULT_WINDOW_MS = 15 * 60_000;

@Controller('api/overview')
export class OverviewController {
  constructor(private readonly store: TraceStore) {}

  /** `from` and `to` in milliseconds since 1970; the last 15 minutes when absent. */
  @Get()
  overview(@Query() query: Request['query']): Overview {
    const given = new QueryParameters(query);
    const to = given.number('to') ?? Date.now();
    const from = given.number('from') ?? to - DEFAULT_WINDOW_MS;
    if (from >= to) throw new QueryError('from: is not before to');
    return this.store.overview(from, to);
  }
}
