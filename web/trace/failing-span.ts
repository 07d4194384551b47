import type { TraceDetail, TraceSpan } from '../../src/console/model/trace-detail.js';

/** The span that an error was thrown in: the first with an exception, else the deepest of those that failed. */
export function failingSpan({ spans }: Pick<TraceDetail, 'spans'>): TraceSpan | undefined {
  const failed = spans.filter(({ status }) => status === 'ERROR');
  const thrown = failed.find(({ events }) => events.some(({ name }) => name === 'exception'));
  return (
    thrown ??
    failed.reduce<TraceSpan | undefined>(
      (deepest, span) => (deepest && deepest.depth >= span.depth ? deepest : span),
      undefined,
    )
  );
}

/** The gateway kept no more of it than the span of the request. */
export const isRequestOnly = ({ spans }: Pick<TraceDetail, 'spans'>): boolean =>
  spans.some(({ attributes }) => attributes['glassgate.request_only'] === true);
