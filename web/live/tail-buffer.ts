import type { TraceSummary } from '../../src/console/model/trace-summary.js';

/** Rows that the page keeps. */
export const MAX_ROWS = 500;

/** What came by, the newest first. While it is paused, what comes waits beside. */
export interface TailBuffer {
  readonly traces: readonly TraceSummary[];
  readonly waiting: readonly TraceSummary[];
  readonly isPaused: boolean;
  /** Since the page was opened or cleared. */
  readonly seen: number;
  /** That did not come because the page, or the gateway, could not keep up; and those that waited in vain. */
  readonly skipped: number;
}

export type TailAction =
  | { readonly do: 'add'; readonly traces: readonly TraceSummary[] }
  | { readonly do: 'skip'; readonly count: number }
  | { readonly do: 'pause' | 'resume' | 'clear' };

export const EMPTY_TAIL: TailBuffer = { traces: [], waiting: [], isPaused: false, seen: 0, skipped: 0 };

export function tailReducer(tail: TailBuffer, action: TailAction): TailBuffer {
  switch (action.do) {
    case 'add':
      return add(tail, action.traces);
    case 'skip':
      return { ...tail, skipped: tail.skipped + action.count };
    case 'pause':
      return { ...tail, isPaused: true };
    case 'resume':
      return { ...tail, isPaused: false, traces: onTop(tail.traces, tail.waiting), waiting: [] };
    case 'clear':
      return { ...EMPTY_TAIL, isPaused: tail.isPaused };
  }
}

/** `came` has the oldest first. */
function add(tail: TailBuffer, came: readonly TraceSummary[]): TailBuffer {
  const seen = tail.seen + came.length;
  const newest = came.toReversed();
  if (!tail.isPaused) return { ...tail, seen, traces: onTop(tail.traces, newest) };
  const lost = Math.max(0, tail.waiting.length + came.length - MAX_ROWS);
  return { ...tail, seen, skipped: tail.skipped + lost, waiting: onTop(tail.waiting, newest) };
}

/** A trace that had come before, and has more to it now, moves up. */
function onTop(traces: readonly TraceSummary[], newer: readonly TraceSummary[]): TraceSummary[] {
  const unique = new Map<string, TraceSummary>();
  for (const trace of [...newer, ...traces]) {
    if (!unique.has(trace.traceId)) unique.set(trace.traceId, trace);
  }
  return [...unique.values()].slice(0, MAX_ROWS);
}
