import type { TraceQuery } from '../model/trace-query.js';
import { QueryError } from '../query/query.error.js';

/** What Jaeger searches by: one span has to be all of it. */
export interface JaegerSearch {
  readonly service?: string;
  /** Name of the span. */
  readonly operation?: string;
  /** Values as texts, whatever they are of. */
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly minDuration?: number;
  readonly maxDuration?: number;
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** Names that the query language can say. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.\-/:@]*$/u;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const KINDS: ReadonlySet<string> = new Set(['internal', 'server', 'client', 'producer', 'consumer']);
const STATUSES: ReadonlySet<string> = new Set(['error', 'ok', 'unset']);

/** @throws QueryError for a tag that cannot be searched by */
export function traceQueryOf(search: JaegerSearch): TraceQuery {
  const { service, operation, tags, minDuration, maxDuration, from, to, limit } = search;
  const conditions = [
    ...(service === undefined ? [] : [`resource.service.name = ${quoted(service)}`]),
    ...(operation === undefined ? [] : [`name = ${quoted(operation)}`]),
    ...(minDuration === undefined ? [] : [`duration >= ${nanoseconds(minDuration)}`]),
    ...(maxDuration === undefined ? [] : [`duration <= ${nanoseconds(maxDuration)}`]),
    ...Object.entries(tags).map(([key, value]) => tagCondition(key, value)),
  ];
  return {
    limit,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(conditions.length > 0 && { q: `{ ${conditions.join(' && ')} }` }),
  };
}

/** Tags that OTLP has fields for are those; a number is one, or a text of the same digits. */
function tagCondition(key: string, value: string): string {
  const lower = value.toLowerCase();
  if (key === 'error') return lower === 'false' ? 'status != error' : 'status = error';
  if (key === 'span.kind' && KINDS.has(lower)) return `kind = ${lower}`;
  if (key === 'otel.status_code' && STATUSES.has(lower)) return `status = ${lower}`;
  if (!NAME.test(key)) throw new QueryError(`tags: ${JSON.stringify(key)} cannot be searched by`);
  const isText = `.${key} = ${quoted(value)}`;
  const isOther = NUMBER.test(value) || lower === 'true' || lower === 'false';
  return isOther ? `(${isText} || .${key} = ${lower})` : isText;
}

const quoted = (text: string): string => JSON.stringify(text);

const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1e6)}ns`;
