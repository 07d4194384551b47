import type { TraceDetail, TraceSpan } from '../../src/console/model/trace-detail.js';

/** Time of a span with children that none of them covers. */
export interface Gap {
  /** Index of the span. */
  readonly parent: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/** A trace with what the waterfall asks of it again and again. Spans are known by their index in `spans`. */
export interface TraceTree {
  readonly spans: readonly TraceSpan[];
  /** Milliseconds since 1970, of the first begin and of the last end. */
  readonly start: number;
  readonly end: number;
  /** -1 for a root. */
  readonly parents: Int32Array;
  /** Index after the last descendant. */
  readonly ends: Int32Array;
  /** By the id of the span. */
  readonly indexes: ReadonlyMap<string, number>;
  /** By the index of the row that they stand before, the innermost first. */
  readonly gaps: ReadonlyMap<number, readonly Gap[]>;
}

/** Smaller gaps are not worth a row: a share of the whole trace, and milliseconds. */
const MIN_GAP_SHARE = 0.02;
const MIN_GAP = 0.05;

export function treeOf({ spans }: Pick<TraceDetail, 'spans'>): TraceTree {
  const parents = new Int32Array(spans.length);
  const ends = new Int32Array(spans.length).fill(spans.length);
  const indexes = new Map<string, number>();
  /** Those above the span at hand, by depth. */
  const open: number[] = [];
  let start = Infinity;
  let end = -Infinity;
  spans.forEach((span, index) => {
    while (open.length > span.depth) ends[open.pop()!] = index;
    parents[index] = open.at(-1) ?? -1;
    open.push(index);
    indexes.set(span.spanId, index);
    start = Math.min(start, span.start);
    end = Math.max(end, endOf(span));
  });
  const bounds = spans.length > 0 ? { start, end } : { start: 0, end: 0 };
  return { spans, ...bounds, parents, ends, indexes, gaps: gapsOf(spans, ends, bounds.end - bounds.start) };
}

export const endOf = ({ start, duration }: TraceSpan): number => start + duration;

/** The span and all above it, the root first. */
export function pathTo(tree: TraceTree, index: number): number[] {
  const path: number[] = [];
  for (let at = index; at >= 0; at = tree.parents[at]!) path.unshift(at);
  return path;
}

function gapsOf(spans: readonly TraceSpan[], ends: Int32Array, whole: number): Map<number, Gap[]> {
  const smallest = Math.max(MIN_GAP, whole * MIN_GAP_SHARE);
  const gaps = new Map<number, Gap[]>();
  // From the last to the first: where several end at the same row, the innermost comes first.
  for (let parent = spans.length - 1; parent >= 0; parent -= 1) {
    if (spans[parent]!.childCount === 0) continue;
    for (const { before, ...gap } of gapsInside(spans, ends, parent)) {
      if (gap.end - gap.start < smallest) continue;
      gaps.set(before, [...(gaps.get(before) ?? []), { parent, ...gap }]);
    }
  }
  return gaps;
}

function* gapsInside(
  spans: readonly TraceSpan[],
  ends: Int32Array,
  parent: number,
): Generator<{ before: number; start: number; end: number }> {
  const last = endOf(spans[parent]!);
  let covered = spans[parent]!.start;
  for (let child = parent + 1; child < ends[parent]!; child = ends[child]!) {
    const { start } = spans[child]!;
    if (start > covered) yield { before: child, start: covered, end: Math.min(start, last) };
    covered = Math.max(covered, endOf(spans[child]!));
    if (covered >= last) return;
  }
  yield { before: ends[parent]!, start: covered, end: last };
}
