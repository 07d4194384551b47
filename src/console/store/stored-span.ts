import type { StoredSpan } from '../model/trace-detail.js';
import { KINDS, mapOf, pairsOf, SERVER, STATUSES, type LinkRecord, type SpanRecord } from './span-record.js';

const CONSUMER = 4;
const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/** A span as it is given away. */
export function storedSpan(record: SpanRecord): StoredSpan {
  const { traceId, spanId, parentSpanId, name, source, start, end, message, pairs } = record;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: KINDS[record.kind] ?? 'INTERNAL',
    service: source.service,
    scope: source.scope,
    ...(source.scopeVersion !== undefined && { scopeVersion: source.scopeVersion }),
    ...(source.resource && { resource: source.resource }),
    start,
    duration: end - start,
    status: STATUSES[record.status] ?? 'UNSET',
    statusMessage: message,
    attributes: mapOf(pairs),
    events: record.events.map((event) => ({
      name: event.name,
      time: event.time,
      attributes: mapOf(event.pairs),
    })),
    links: record.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: mapOf(link.pairs),
    })),
  };
}

/** A span that somebody else sent; `undefined` when its ids or times are none. */
export function recordOf(span: StoredSpan): SpanRecord | undefined {
  const { traceId, spanId, parentSpanId, name, service, start, duration } = span;
  const { scope, scopeVersion, resource } = span;
  const hasIds = TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
  if (!hasIds || (parentSpanId !== '' && !SPAN_ID.test(parentSpanId))) return undefined;
  if (!Number.isFinite(start) || !Number.isFinite(duration)) return undefined;
  const kind = Math.max(0, KINDS.indexOf(span.kind));
  return {
    traceId,
    spanId,
    parentSpanId,
    isLocalRoot: parentSpanId === '' || kind === SERVER || kind === CONSUMER,
    name,
    source: { service, scope, scopeVersion, resource },
    kind,
    start,
    end: start + Math.max(0, duration),
    status: Math.max(0, STATUSES.indexOf(span.status)),
    message: span.statusMessage,
    clientWait: 0,
    pairs: pairsOf(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      time: event.time,
      pairs: pairsOf(event.attributes),
    })),
    links: span.links.filter(hasLegalIds).map((link) => linkOf(link)),
  };
}

function hasLegalIds({ traceId, spanId }: StoredSpan['links'][number]): boolean {
  return TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
}

function linkOf({ traceId, spanId, attributes }: StoredSpan['links'][number]): LinkRecord {
  return { traceId, spanId, pairs: pairsOf(attributes) };
}
