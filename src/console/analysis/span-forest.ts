import type { StoredSpan } from '../model/trace-detail.js';

/** A span with its place among the others. */
export interface SpanNode {
  readonly span: StoredSpan;
  /** Milliseconds since 1970. */
  readonly end: number;
  parent: SpanNode | undefined;
  /** By their start. */
  readonly children: SpanNode[];
  /** A parent is named that is not there, or whose way up leads back here. */
  isOrphan: boolean;
  depth: number;
}

/**
 * Makes trees of spans in any order. Roots and children stand by their start, of equals the longer first. A span that is
 * there twice counts once; where parents go in a circle, the earliest span of it becomes a root.
 */
export class SpanForest {
  readonly roots: SpanNode[] = [];

  constructor(spans: readonly StoredSpan[]) {
    const nodes = new Map<string, SpanNode>();
    for (const span of spans) {
      if (nodes.has(span.spanId)) continue;
      const end = span.start + span.duration;
      nodes.set(span.spanId, { span, end, parent: undefined, children: [], isOrphan: false, depth: 0 });
    }
    const ordered = [...nodes.values()].toSorted(before);
    for (const node of ordered) {
      node.parent = nodes.get(node.span.parentSpanId);
      node.isOrphan = node.span.parentSpanId !== '' && !node.parent;
    }
    cutCircles(ordered);
    for (const node of ordered) (node.parent?.children ?? this.roots).push(node);
  }

  /** Each before its children. */
  get inOrder(): SpanNode[] {
    const found: SpanNode[] = [];
    const open = this.roots.toReversed();
    for (let node = open.pop(); node; node = open.pop()) {
      found.push(node);
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        const child = node.children[index]!;
        child.depth = node.depth + 1;
        open.push(child);
      }
    }
    return found;
  }
}

function before(one: SpanNode, other: SpanNode): number {
  return one.span.start - other.span.start || other.end - one.end;
}

function cutCircles(ordered: readonly SpanNode[]): void {
  const seen = new Set<SpanNode>();
  for (const node of ordered) {
    const way = new Set<SpanNode>();
    let at: SpanNode | undefined = node;
    while (at && !seen.has(at)) {
      seen.add(at);
      way.add(at);
      if (at.parent && way.has(at.parent)) cut(at.parent);
      at = at.parent;
    }
  }
}

/** @param entry a span of a circle; the earliest of it becomes a root */
function cut(entry: SpanNode): void {
  let first = entry;
  for (let at = entry.parent; at && at !== entry; at = at.parent) if (before(at, first) < 0) first = at;
  first.parent = undefined;
  first.isOrphan = true;
}
