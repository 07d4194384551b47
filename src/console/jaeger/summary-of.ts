import type { TraceDetail } from '../model/trace-detail.js';
import { MAX_SERVICES } from '../store/trace-summary.builder.js';
import { nanosecondsOf } from './otlp-json.writer.js';

interface SpanCounts {
  readonly spanCount: number;
  readonly errorSpanCount: number;
}

/** A row of Jaeger v3's search. Times are texts of nanoseconds since 1970. */
export interface JaegerSummary extends SpanCounts {
  readonly traceId: string;
  /** The same: Jaeger UI 2.19 reads this one. */
  readonly traceID: string;
  readonly rootServiceName: string;
  readonly rootOperationName: string;
  readonly minStartTimeUnixNano: string;
  readonly maxEndTimeUnixNano: string;
  readonly orphanSpanCount: number;
  readonly services: readonly (SpanCounts & { readonly name: string })[];
}

/** Source: Jaeger, api_v3 `TraceSummary`. */
export function summaryOf({ summary, spans }: TraceDetail): JaegerSummary {
  const services = Map.groupBy(spans, ({ service }) => service);
  const root = spans.find(({ parentSpanId }) => parentSpanId === '') ?? spans[0];
  return {
    traceId: summary.traceId,
    traceID: summary.traceId,
    rootServiceName: root?.service ?? summary.service,
    rootOperationName: root?.name ?? summary.name,
    minStartTimeUnixNano: nanosecondsOf(summary.start),
    maxEndTimeUnixNano: nanosecondsOf(summary.start + summary.duration),
    ...countsOf(spans),
    orphanSpanCount: spans.filter(({ isOrphan }) => isOrphan).length,
    services: [...services].slice(0, MAX_SERVICES).map(([name, own]) => ({ name, ...countsOf(own) })),
  };
}

function countsOf(spans: TraceDetail['spans']): SpanCounts {
  const errorSpanCount = spans.filter(({ status }) => status === 'ERROR').length;
  return { spanCount: spans.length, errorSpanCount };
}
