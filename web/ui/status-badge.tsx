import type { VNode } from 'preact';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';

/** HTTP status of a request; of what is no request whether a span of it failed. Red is for our faults only. */
export function StatusBadge({ trace }: { readonly trace: Pick<TraceSummary, 'status' | 'isError'> }): VNode {
  return <span class={`badge ${toneOf(trace)}`}>{trace.status ?? (trace.isError ? 'error' : 'ok')}</span>;
}

export function toneOf({
  status,
  isError,
}: Pick<TraceSummary, 'status' | 'isError'>): 'error' | 'refused' | 'ok' {
  if (status === undefined) return isError ? 'error' : 'ok';
  if (status >= 500) return 'error';
  if (status >= 400) return 'refused';
  return isError ? 'error' : 'ok';
}
