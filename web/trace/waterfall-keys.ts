import type { Row } from './trace-rows.js';
import type { TraceTree } from './trace-tree.js';
import {
  keyOf,
  scaled,
  spanKey,
  windowOf,
  type WaterfallAction,
  type WaterfallState,
} from './waterfall-state.js';

export interface KeyContext {
  readonly tree: TraceTree;
  readonly rows: readonly Row[];
  readonly state: WaterfallState;
  /** Of the row that the cursor is on, -1 for none. */
  readonly position: number;
}

/** Rows of `PageUp` and `PageDown`. */
const PAGE = 20;

/** What a key does in the waterfall, as the treegrid pattern of ARIA has it; `undefined` for a key that does nothing. */
export function actionOf(key: string, context: KeyContext): WaterfallAction | undefined {
  const { rows, position } = context;
  const go = (to: number): WaterfallAction | undefined => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    return row && { do: 'move', cursor: keyOf(row) };
  };
  switch (key) {
    case 'ArrowDown':
      return go(position + 1);
    case 'ArrowUp':
      return go(position - 1);
    case 'PageDown':
      return go(position + PAGE);
    case 'PageUp':
      return go(position - PAGE);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    default:
      return spanAction(key, context);
  }
}

function spanAction(key: string, { tree, rows, state, position }: KeyContext): WaterfallAction | undefined {
  const row = rows[position];
  if (!row) return undefined;
  const { index } = row;
  const whole = state.window ?? tree;
  switch (key) {
    case 'ArrowRight':
      return right(row, rows[position + 1]);
    case 'ArrowLeft':
      return left(tree, row);
    case 'n':
      return nextError(tree, row, 1);
    case 'p':
      return nextError(tree, row, -1);
    case 'f':
      return { do: 'focus', index: state.focus === index ? undefined : index };
    case '+':
    case '=':
      return { do: 'zoom', window: state.window ? scaled(whole, 0.5) : windowOf(tree, index) };
    case '-':
      return { do: 'zoom', window: scaled(whole, 2) };
    case '0':
      return { do: 'zoom' };
    default:
      return undefined;
  }
}

function right(row: Row, next: Row | undefined): WaterfallAction | undefined {
  if (row.kind === 'gap' || row.isExpanded === undefined) return undefined;
  if (!row.isExpanded) return { do: 'expand', index: row.index };
  return next && { do: 'move', cursor: keyOf(next) };
}

function left(tree: TraceTree, row: Row): WaterfallAction | undefined {
  if (row.kind === 'gap') return { do: 'move', cursor: spanKey(row.index) };
  if (row.isExpanded) return { do: 'collapse', index: row.index };
  const parent = tree.parents[row.index]!;
  return parent >= 0 && row.depth > 0 ? { do: 'move', cursor: spanKey(parent) } : undefined;
}

/** The next span with status ERROR, round the end. */
export function nextError(
  tree: TraceTree,
  { index }: Pick<Row, 'index'>,
  step: 1 | -1,
): WaterfallAction | undefined {
  const { length } = tree.spans;
  for (let distance = 1; distance <= length; distance += 1) {
    const at = (index + step * distance + length * 2) % length;
    if (tree.spans[at]!.status === 'ERROR') return { do: 'reveal', index: at };
  }
  return undefined;
}
