import type { AttributeValue } from '../model/trace-detail.js';
import type { SamplingOutcome, TraceSummary } from '../model/trace-summary.js';
import { attributeOf, ERROR, SERVER, type SpanRecord } from './span-record.js';

/** That one row names. */
export const MAX_SERVICES = 100;

const UNNAMED: SpanRecord = {
  traceId: '',
  spanId: '',
  parentSpanId: '',
  isLocalRoot: false,
  name: '',
  source: { service: '', scope: '' },
  kind: 0,
  start: 0,
  end: 0,
  status: 0,
  message: '',
  clientWait: 0,
  pairs: [],
  events: [],
  links: [],
};

/** A trace is called after its first request, else after the first span that has no parent, else after any: the higher the better. */
export function rootRank(span: SpanRecord): number {
  if (span.isLocalRoot && span.kind === SERVER)
    return attributeOf(span, 's3.operation') === undefined ? 3 : 4;
  return span.parentSpanId === '' ? 2 : span.isLocalRoot ? 1 : 0;
}

/** @param spans all of a trace, one at least */
export function summaryOf(traceId: string, spans: readonly SpanRecord[]): TraceSummary {
  const root = rootOf(spans);
  const start = spans.reduce((least, span) => Math.min(least, span.start), Infinity);
  const end = spans.reduce((most, span) => Math.max(most, span.end), -Infinity);
  const errorCount = spans.reduce((sum, { status }) => sum + (status === ERROR ? 1 : 0), 0);
  return {
    traceId,
    name: root.name,
    service: root.source.service,
    start,
    duration: end - start,
    clientWait: spans.reduce((sum, { clientWait }) => sum + clientWait, 0),
    spanCount: spans.length,
    errorCount,
    isError: errorCount > 0,
    services: [...new Set(spans.map(({ source }) => source.service))].slice(0, MAX_SERVICES),
    ...requestFields(root, spans),
  };
}

function rootOf(spans: readonly SpanRecord[]): SpanRecord {
  let best = UNNAMED;
  let rank = -1;
  for (const span of spans) {
    const own = rootRank(span);
    if (own < rank || (own === rank && span.start >= best.start)) continue;
    best = span;
    rank = own;
  }
  return best;
}

function requestFields(root: SpanRecord, spans: readonly SpanRecord[]): Partial<TraceSummary> {
  const text = (name: string): string | undefined => asText(attributeOf(root, name));
  const number = (name: string): number | undefined => asNumber(attributeOf(root, name));
  const sampling = samplingOf(root);
  return defined({
    method: text('http.request.method'),
    path: text('url.path'),
    status: number('http.response.status_code'),
    operation: text('s3.operation'),
    bucket: text('s3.bucket'),
    key: text('s3.key'),
    accessKey: asText(firstOf(spans, 'auth.access_key')),
    requestId: text('aws.request_id'),
    errorType: text('error.type'),
    bytesIn: number('http.request.body.size'),
    bytesOut: number('http.response.body.size'),
    sampling,
  });
}

/** A dry run keeps what it says that it would drop. */
function samplingOf(root: SpanRecord): SamplingOutcome | undefined {
  const reason = attributeOf(root, 'sampling.reason');
  if (typeof reason !== 'string') return undefined;
  return { keep: attributeOf(root, 'sampling.decision') !== 'drop', reason };
}

function firstOf(spans: readonly SpanRecord[], name: string): AttributeValue | undefined {
  for (const span of spans) {
    const value = attributeOf(span, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

const asText = (value: AttributeValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const asNumber = (value: AttributeValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

function defined(fields: Partial<Record<keyof TraceSummary, unknown>>): Partial<TraceSummary> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
