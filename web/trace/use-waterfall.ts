import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import { usePlace } from '../router.js';
import { criticalParts, type CriticalParts } from './critical-parts.js';
import { matchesOf } from './span-matcher.js';
import { rowsOf, type Row } from './trace-rows.js';
import type { TraceTree } from './trace-tree.js';
import {
  keyOf,
  spanKey,
  waterfallReducer,
  type WaterfallAction,
  type WaterfallState,
} from './waterfall-state.js';

/** All that the parts of the waterfall share. What a link should carry is in the URL: span, filter, what is hidden. */
export interface Waterfall {
  readonly tree: TraceTree;
  readonly rows: readonly Row[];
  readonly state: WaterfallState;
  /** Of the cursor among the rows, -1 for none. */
  readonly position: number;
  /** 1 for each span that the filter is about; `undefined` without a filter. */
  readonly matches?: Uint8Array;
  readonly matchCount: number;
  readonly filter: string;
  readonly isHiding: boolean;
  /** Index of the span whose details are shown. */
  readonly selected?: number;
  readonly critical?: CriticalParts;
  act(this: void, action: WaterfallAction): void;
}

export function useWaterfall(detail: TraceDetail, tree: TraceTree): Waterfall {
  const { query } = usePlace();
  const filter = query.get('q') ?? '';
  const isHiding = query.has('only');
  const selected = tree.indexes.get(query.get('span') ?? '');
  const matches = useMemo(() => matchesOf(tree.spans, filter), [tree, filter]);
  const [state, act] = useReducer(
    (before: WaterfallState, action: WaterfallAction) => waterfallReducer(tree, before, action),
    { collapsed: new Set<number>(), cursor: spanKey(0) },
  );
  const { collapsed, focus, cursor } = state;
  const hiding = isHiding ? matches : undefined;
  const rows = useMemo(
    () => rowsOf(tree, { collapsed, focus, matches: hiding }),
    [tree, collapsed, focus, hiding],
  );
  const position = useMemo(() => rows.findIndex((row) => keyOf(row) === cursor), [rows, cursor]);
  const isCritical = query.has('critical');
  const critical = useMemo(() => (isCritical ? criticalParts(detail) : undefined), [detail, isCritical]);
  const matchCount = useMemo(() => matches?.reduce((sum, match) => sum + match, 0) ?? 0, [matches]);
  // Before anything can be pressed: later it would take the cursor from where somebody has moved it.
  useLayoutEffect(() => {
    const first = selected ?? (matches ? matches.indexOf(1) : -1);
    if (first >= 0) act({ do: 'reveal', index: first });
  }, [selected, matches]);
  return { tree, rows, state, position, matches, matchCount, filter, isHiding, selected, critical, act };
}
