import type { SpanPlace } from '../store/compact/piece-reader.js';

export interface StructureQuestion {
  /** Indexes of spans. */
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
  /** Right below, not anywhere below. */
  readonly isDirect: boolean;
}

/** Those of `right` that are below one of `left`. */
export function spansBelow(
  spans: readonly SpanPlace[],
  { left, right, isDirect }: StructureQuestion,
): ReadonlySet<number> {
  const indexes = new Map(spans.map(({ spanId }, index) => [spanId, index]));
  const parents = spans.map(({ parentSpanId }) => indexes.get(parentSpanId));
  const below = isDirect
    ? (index: number): boolean => parents[index] !== undefined && left.has(parents[index])
    : descent(parents, left);
  return new Set([...right].filter(below));
}

/** Whether some ancestor is one of `left`. What is known of a span is known of all on the way to it: each is visited once. */
function descent(
  parents: readonly (number | undefined)[],
  left: ReadonlySet<number>,
): (index: number) => boolean {
  const known = new Map<number, boolean>();
  return (index) => {
    const way: number[] = [];
    let at: number | undefined = index;
    let isBelow = false;
    while (at !== undefined && !known.has(at)) {
      way.push(at);
      // Until something is found out, the answer is no: that ends at cycles.
      known.set(at, false);
      const parent: number | undefined = parents[at];
      if (parent !== undefined && left.has(parent)) {
        isBelow = true;
        break;
      }
      at = parent;
    }
    if (!isBelow && at !== undefined) isBelow = known.get(at)!;
    for (const passed of way) known.set(passed, isBelow);
    return isBelow;
  };
}
