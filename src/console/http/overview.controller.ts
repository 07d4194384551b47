import { Controller, Get, Query } from '@nestjs/common';
import type { Request } from 'express';
import type { Overview } from '../model/overview.js';
import { QueryError } from '../query/query.error.js';
import { TraceStore } from '../store/trace-store.js';
import { readTraceQuery } from './read-trace-query.js';

const DEFAULT_WINDOW_MS = 15 * 60_000;

@Controller('api/overview')
export class OverviewController {
  constructor(private readonly store: TraceStore) {}

  /**
   * `from` and `to` in milliseconds since 1970; the last 15 minutes when absent. With the fields of a search it is of the
   * requests that they find, among the traces that are in the store.
   */
  @Get()
  overview(@Query() query: Request['query']): Overview {
    const search = readTraceQuery(query);
    const to = search.to ?? Date.now();
    const from = search.from ?? to - DEFAULT_WINDOW_MS;
    if (from >= to) throw new QueryError('from: is not before to');
    const { from: _from, to: _to, sort: _sort, ascending: _ascending, limit: _limit, ...filter } = search;
    return this.store.overview(from, to, Object.keys(filter).length > 0 ? filter : undefined);
  }
}
