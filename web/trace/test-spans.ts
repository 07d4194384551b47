import type { TraceSpan } from '../../src/console/model/trace-detail.js';

type Sketch = Partial<TraceSpan> & { readonly name: string; readonly children?: readonly Sketch[] };

/** Spans in the order of the waterfall, of a tree that says only what matters. Times count from 0. */
export function spansOf(...roots: readonly Sketch[]): TraceSpan[] {
  const spans: TraceSpan[] = [];
  const add = ({ children = [], ...sketch }: Sketch, depth: number): void => {
    spans.push({
      ...BLANK,
      spanId: String(spans.length).padStart(16, '0'),
      depth,
      childCount: children.length,
      ...sketch,
    });
    for (const child of children) add(child, depth + 1);
  };
  for (const root of roots) add(root, 0);
  return spans;
}

const BLANK: Omit<TraceSpan, 'spanId' | 'name' | 'depth' | 'childCount'> = {
  traceId: 'a'.repeat(32),
  parentSpanId: '',
  kind: 'INTERNAL',
  service: 'glassgate',
  scope: 'glassgate',
  start: 0,
  duration: 100,
  status: 'OK',
  statusMessage: '',
  attributes: {},
  events: [],
  links: [],
  selfTime: 0,
  isOrphan: false,
  backLinks: [],
};
