import { QueryParameters } from '../http/query-parameters.js';
import { QueryError } from '../query/query.error.js';
import { kindsOf } from './jaeger-parameters.js';

/** Milliseconds: what is counted is counted in these steps. */
export const COUNTED_STEP = 10_000;
const DEFAULT_LOOKBACK = 3_600_000;
/** A longer time is answered in longer steps. */
const MAX_POINTS = 500;

/** What a tab of Jaeger's Monitor asks for. */
export interface MonitorSearch {
  readonly services: readonly string[];
  /** Milliseconds since 1970; both are whole steps. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of one point. */
  readonly step: number;
  readonly byOperation: boolean;
  /** Kinds of spans in lower case; none: that of servers. */
  readonly kinds: readonly string[];
}

/** `endTs`, `lookback` and `step` in milliseconds. @throws QueryError */
export function monitorSearch(given: QueryParameters, now: number): MonitorSearch {
  const services = given.texts('service');
  if (services.length === 0) throw new QueryError("parameter 'service' is required");
  const end = given.number('endTs') ?? now;
  const lookback = given.number('lookback') ?? DEFAULT_LOOKBACK;
  const least = Math.max(given.number('step') ?? COUNTED_STEP, lookback / MAX_POINTS, 1);
  const step = Math.ceil(least / COUNTED_STEP) * COUNTED_STEP;
  const to = (Math.floor(end / COUNTED_STEP) + 1) * COUNTED_STEP;
  return {
    services,
    step,
    to,
    from: to - Math.ceil(lookback / step) * step,
    byOperation: given.flag('groupByOperation') ?? false,
    kinds: kindsOf(given),
  };
}

/** @throws QueryError when it is no share */
export function quantileOf(given: QueryParameters): number {
  const quantile = given.number('quantile');
  if (quantile === undefined || quantile <= 0 || quantile > 1)
    throw new QueryError("parameter 'quantile' has to be more than 0 and at most 1");
  return quantile;
}
