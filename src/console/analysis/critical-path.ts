import type { CriticalStretch } from '../model/trace-detail.js';
import type { SpanNode } from './span-forest.js';

/** Milliseconds: ends and starts that are closer than this touch. */
const ROUNDING = 0.001;

/** A span whose part of the path is being looked for, from its end to its start. */
interface Frame {
  readonly node: SpanNode;
  /** The part of it that lies inside its parent, and of that before what is known. */
  readonly start: number;
  readonly end: number;
  /** By their end, the last first. */
  readonly children: readonly SpanNode[];
  next: number;
  /** All after it is known. */
  cursor: number;
}

/**
 * What the whole waited for: from the end of the root backwards, each time the child that ended last before the place
 * reached, and inside it again. Children count with the part that lies inside their parent. Source: Zhang et al., "CRISP:
 * Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022.
 * @returns stretches in the order of time that add up to the root; O(n log n)
 */
export function criticalPath(root: SpanNode): CriticalStretch[] {
  const stretches: CriticalStretch[] = [];
  const open: Frame[] = [frameOf(root, root.span.start, root.end)];
  for (let frame = open.at(-1); frame; frame = open.at(-1)) {
    const child = nextChild(frame);
    const start = child ? Math.max(child.span.start, frame.start) : frame.start;
    const end = child ? Math.min(child.end, frame.cursor) : frame.start;
    if (frame.cursor > end) stretches.push({ spanId: frame.node.span.spanId, start: end, end: frame.cursor });
    frame.cursor = start;
    if (child) open.push(frameOf(child, start, end));
    else open.pop();
  }
  return stretches.reverse();
}

function frameOf(node: SpanNode, start: number, end: number): Frame {
  const children = node.children.toSorted((one, other) => other.end - one.end);
  return { node, start, end, children, next: 0, cursor: end };
}

/** Those that ended later than the cursor ran beside what is known; those that outlive the span are cut at its end. */
function nextChild(frame: Frame): SpanNode | undefined {
  const { children, start, cursor } = frame;
  while (frame.next < children.length) {
    const child = children[frame.next++]!;
    const end = Math.min(child.end, frame.end);
    if (end <= cursor + ROUNDING && Math.min(end, cursor) > Math.max(child.span.start, start)) return child;
  }
  return undefined;
}
