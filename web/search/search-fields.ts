import type { TraceQuery } from '../../src/console/model/trace-query.js';
import { parseDuration } from '../format/duration.js';

/** Fields of the search as they stand in the URL of its page, all of them texts. */
export const SEARCH_FIELDS = [
  'operation',
  'bucket',
  'key',
  'status',
  'accessKey',
  'service',
  'minDuration',
  'maxDuration',
  'minSpans',
  'id',
  'q',
  'within',
  'sort',
  'ascending',
  'limit',
] as const;

export type SearchField = (typeof SEARCH_FIELDS)[number];
export type SearchFields = Readonly<Partial<Record<SearchField, string>>>;

/** Choices of `within`, in milliseconds. */
export const PERIODS: Readonly<Record<string, number>> = {
  '15m': 15 * 60_000,
  '1h': 60 * 60_000,
  '3h': 3 * 60 * 60_000,
  '24h': 24 * 60 * 60_000,
};

export const DEFAULT_LIMIT = 200;

export function fieldsOf(query: URLSearchParams): SearchFields {
  return Object.fromEntries(SEARCH_FIELDS.flatMap((name) => [[name, query.get(name)?.trim() || undefined]]));
}

/** What the gateway is asked. An id is that of a trace when it looks like one, else of a request. */
export function traceQueryOf(fields: SearchFields, now: number): TraceQuery {
  const { operation, bucket, key, status, accessKey, service, id, q, within } = fields;
  const isTraceId = /^[0-9a-f]{32}$/i.test(id ?? '');
  const period = PERIODS[within ?? ''];
  return {
    operation,
    bucket,
    key,
    status,
    accessKey,
    service,
    q,
    traceId: isTraceId ? id!.toLowerCase() : undefined,
    requestId: isTraceId ? undefined : id,
    minDuration: parseDuration(fields.minDuration ?? ''),
    maxDuration: parseDuration(fields.maxDuration ?? ''),
    minSpans: Number(fields.minSpans) || undefined,
    from: period && now - period,
    sort: fields.sort as TraceQuery['sort'],
    ascending: fields.ascending ? true : undefined,
    limit: Number(fields.limit) || DEFAULT_LIMIT,
  };
}

/** Fields that hold no duration though they should. */
export function wrongDurations(fields: SearchFields): SearchField[] {
  return (['minDuration', 'maxDuration'] as const).filter((name) => {
    const text = fields[name];
    return text !== undefined && parseDuration(text) === undefined;
  });
}

/**
 * The spans that a search is about, as the filter of a trace takes them: `''` when it says nothing of spans.
 */
export function spanConditionsOf({ q, operation, bucket, key, accessKey, status }: SearchFields): string {
  const ofRequest = [
    equal('s3.operation', operation),
    equal('s3.bucket', bucket),
    key?.endsWith('*') ? `span.s3.key =~ ${quoted(`${escaped(key.slice(0, -1))}.*`)}` : equal('s3.key', key),
    equal('auth.access_key', accessKey),
    ...ofStatus(status),
  ].filter((text) => text !== '');
  const sets = ofRequest.map((text) => `{ ${text} }`);
  if (sets.length === 0) return q ?? '';
  return q ? `${q.trimStart().startsWith('{') ? q : `{ ${q} }`} || ${sets.join(' || ')}` : sets.join(' || ');
}

function ofStatus(status: string | undefined): string[] {
  if (!status) return [];
  if (status === 'error') return ['status = error'];
  const [, hundreds] = /^([1-5])xx$/.exec(status) ?? [];
  const name = 'span.http.response.status_code';
  return [
    hundreds ? `${name} >= ${hundreds}00 && ${name} < ${Number(hundreds) + 1}00` : `${name} = ${status}`,
  ];
}

const equal = (name: string, value: string | undefined): string =>
  value ? `span.${name} = ${quoted(value)}` : '';
const quoted = (text: string): string => JSON.stringify(text);
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
