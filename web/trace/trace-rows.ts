import type { Gap, TraceTree } from './trace-tree.js';

/** Pixels; the styles say the same. */
export const ROW_HEIGHT = 28;

export interface SpanRow {
  readonly kind: 'span';
  readonly index: number;
  readonly depth: number;
  /** `undefined` where there is nothing to expand. */
  readonly isExpanded?: boolean;
  readonly isMatch: boolean;
}

export interface GapRow {
  readonly kind: 'gap';
  /** Of the span whose time it is. */
  readonly index: number;
  readonly depth: number;
  readonly gap: Gap;
}

export type Row = SpanRow | GapRow;

export interface RowOptions {
  /** Indexes of spans whose children are hidden. */
  readonly collapsed: ReadonlySet<number>;
  /** Only this span and what is below it. */
  readonly focus?: number;
  /** 1 for every span that matches. Others are hidden, but for those above one, and so are gaps. */
  readonly matches?: Uint8Array;
}

/** What the waterfall shows, from top to bottom. Takes time in the number of spans, whatever is hidden. */
export function rowsOf(tree: TraceTree, { collapsed, focus, matches }: RowOptions): Row[] {
  const first = focus ?? 0;
  const last = focus === undefined ? tree.spans.length : tree.ends[focus]!;
  const base = focus === undefined ? 0 : tree.spans[focus]!.depth;
  const shown = matches ? withAncestors(tree, matches) : undefined;
  const rows: Row[] = [];
  /** 1 for every span whose children are shown. */
  const open = new Uint8Array(tree.spans.length);
  let index = first;
  for (; index < last;) {
    if (!shown) addGaps(rows, tree, { before: index, open, base });
    if (shown && !shown[index]) {
      index = tree.ends[index]!;
      continue;
    }
    const hasChildren = tree.ends[index]! > index + 1;
    const isExpanded = hasChildren ? !collapsed.has(index) : undefined;
    if (isExpanded) open[index] = 1;
    const depth = tree.spans[index]!.depth - base;
    rows.push({ kind: 'span', index, depth, isExpanded, isMatch: !matches || matches[index] === 1 });
    index = isExpanded === false ? tree.ends[index]! : index + 1;
  }
  if (!shown) addGaps(rows, tree, { before: last, open, base });
  return rows;
}

function addGaps(
  rows: Row[],
  tree: TraceTree,
  { before, open, base }: { before: number; open: Uint8Array; base: number },
): void {
  for (const gap of tree.gaps.get(before) ?? []) {
    if (!open[gap.parent]) continue;
    rows.push({ kind: 'gap', index: gap.parent, depth: tree.spans[gap.parent]!.depth + 1 - base, gap });
  }
}

function withAncestors(tree: TraceTree, matches: Uint8Array): Uint8Array {
  const shown = matches.slice();
  for (let index = shown.length - 1; index >= 0; index -= 1) {
    const parent = tree.parents[index]!;
    if (shown[index] && parent >= 0) shown[parent] = 1;
  }
  return shown;
}
