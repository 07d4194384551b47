import type { SpanLink, StoredSpan, TraceDetail, TraceSpan } from '../model/trace-detail.js';
import { criticalPath } from './critical-path.js';
import { selfTime } from './self-time.js';
import { SpanForest, type SpanNode } from './span-forest.js';
import { spanSize } from './span-size.js';

/** Spans of one trace that are given, and their size as `spanSize` tells it. */
const MAX_SPANS = 20_000;
const MAX_SIZE = 2 ** 26;

export type TraceAnalysis = Pick<TraceDetail, 'spans' | 'truncatedSpans' | 'criticalPath' | 'untraced'>;

/** @param backLinks links of other traces to a span */
export function analyseTrace(
  spans: readonly StoredSpan[],
  backLinks: (spanId: string) => readonly SpanLink[],
): TraceAnalysis {
  const forest = new SpanForest(spans);
  const ordered = forest.inOrder;
  const root = forest.roots.find(({ isOrphan }) => !isOrphan) ?? forest.roots[0];
  const given = first(ordered).map((node): TraceSpan => {
    const { span, depth, children, isOrphan } = node;
    return {
      ...span,
      depth,
      childCount: children.length,
      selfTime: selfTime(node),
      isOrphan,
      backLinks: backLinks(span.spanId),
    };
  });
  return {
    spans: given,
    truncatedSpans: ordered.length - given.length,
    criticalPath: root ? criticalPath(root) : [],
    untraced: root && root.span.duration > 0 ? selfTime(root) / root.span.duration : 0,
  };
}

/** As many as one answer holds. */
function first(nodes: readonly SpanNode[]): readonly SpanNode[] {
  let size = 0;
  const end = nodes.findIndex(({ span }, index) => index >= MAX_SPANS || (size += spanSize(span)) > MAX_SIZE);
  return end < 0 ? nodes : nodes.slice(0, Math.max(1, end));
}
