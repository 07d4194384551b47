import type { Row } from './trace-rows.js';
import { endOf, pathTo, type TraceTree } from './trace-tree.js';

/** Milliseconds since 1970. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

export interface WaterfallState {
  readonly collapsed: ReadonlySet<number>;
  /** Index of the span whose subtree alone is shown. */
  readonly focus?: number;
  /** `keyOf` the row that the keyboard acts on. */
  readonly cursor?: string;
  /** What the time axis shows; the whole trace when absent. */
  readonly window?: TimeWindow;
}

export type WaterfallAction =
  | { readonly do: 'move'; readonly cursor: string }
  /** Moves to a span wherever it is hidden. */
  | { readonly do: 'reveal'; readonly index: number }
  | { readonly do: 'expand' | 'collapse'; readonly index: number }
  | { readonly do: 'expandAll' | 'collapseAll' }
  | { readonly do: 'focus'; readonly index?: number }
  | { readonly do: 'zoom'; readonly window?: TimeWindow };

/** Parts of the whole that a window must have at least: closer up there is nothing to tell apart. */
const CLOSEST = 1 / 20_000;

export const keyOf = (row: Row): string =>
  row.kind === 'span' ? spanKey(row.index) : `gap-${row.index}-${row.gap.start}`;
export const spanKey = (index: number): string => `span-${index}`;

export function waterfallReducer(
  tree: TraceTree,
  state: WaterfallState,
  action: WaterfallAction,
): WaterfallState {
  switch (action.do) {
    case 'move':
      return { ...state, cursor: action.cursor };
    case 'reveal':
      return reveal(tree, state, action.index);
    case 'expand':
      return { ...state, collapsed: without(state.collapsed, [action.index]) };
    case 'collapse':
      return { ...state, collapsed: new Set(state.collapsed).add(action.index) };
    case 'expandAll':
      return { ...state, collapsed: new Set() };
    case 'collapseAll':
      return { ...state, collapsed: below(tree, 1), cursor: spanKey(state.focus ?? 0) };
    case 'focus':
      return {
        ...state,
        focus: action.index,
        cursor: action.index === undefined ? state.cursor : spanKey(action.index),
      };
    case 'zoom':
      return { ...state, window: action.window && within(tree, action.window) };
  }
}

/** The window of a span with some air around it. */
export function windowOf(tree: TraceTree, index: number): TimeWindow {
  const span = tree.spans[index]!;
  const air = span.duration * 0.05;
  return { start: span.start - air, end: endOf(span) + air };
}

/** `factor` times as long, about the same middle. */
export function scaled({ start, end }: TimeWindow, factor: number): TimeWindow {
  const middle = (start + end) / 2;
  const half = ((end - start) / 2) * factor;
  return { start: middle - half, end: middle + half };
}

function reveal(tree: TraceTree, state: WaterfallState, index: number): WaterfallState {
  const path = pathTo(tree, index);
  const isInFocus = state.focus === undefined || path.includes(state.focus);
  return {
    ...state,
    collapsed: without(state.collapsed, path.slice(0, -1)),
    focus: isInFocus ? state.focus : undefined,
    cursor: spanKey(index),
  };
}

/** Clipped to the trace; `undefined` when it is all of it. */
function within(tree: TraceTree, { start, end }: TimeWindow): TimeWindow | undefined {
  const least = (tree.end - tree.start) * CLOSEST;
  const from = Math.max(tree.start, Math.min(start, tree.end - least));
  const to = Math.min(tree.end, Math.max(end, from + least));
  return from <= tree.start && to >= tree.end ? undefined : { start: from, end: to };
}

function below(tree: TraceTree, depth: number): Set<number> {
  const indexes = new Set<number>();
  tree.spans.forEach((span, index) => {
    if (span.depth >= depth && span.childCount > 0) indexes.add(index);
  });
  return indexes;
}

function without(set: ReadonlySet<number>, indexes: readonly number[]): ReadonlySet<number> {
  const left = new Set(set);
  for (const index of indexes) left.delete(index);
  return left;
}
