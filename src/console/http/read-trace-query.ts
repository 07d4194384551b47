import type { Request } from 'express';
import type { TraceQuery } from '../model/trace-query.js';
import { QueryParameters } from './query-parameters.js';

const MAX_LIMIT = 1000;
const MAX_SPANS = 1_000_000;

/** The fields of a `TraceQuery` from the parameters of the same names. @throws QueryError for values that cannot be */
export function readTraceQuery(query: Request['query']): TraceQuery {
  const given = new QueryParameters(query);
  const found = {
    service: given.text('service'),
    operation: given.text('operation'),
    bucket: given.text('bucket'),
    key: given.text('key'),
    status: given.text('status'),
    accessKey: given.text('accessKey'),
    requestId: given.text('requestId'),
    traceId: given.text('traceId'),
    minDuration: given.number('minDuration'),
    maxDuration: given.number('maxDuration'),
    minSpans: given.whole('minSpans', 0, MAX_SPANS),
    from: given.number('from'),
    to: given.number('to'),
    q: given.text('q'),
    sort: given.choice('sort', ['start', 'duration', 'spans', 'status']),
    ascending: given.flag('ascending'),
    limit: given.whole('limit', 1, MAX_LIMIT),
  } satisfies TraceQuery;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
