import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import { setQuery } from '../router.js';
import { isTyping } from '../ui/typing.js';
import { Minimap } from './minimap.js';
import { SpanPanel } from './span-panel.js';
import { TimeRuler } from './time-ruler.js';
import type { TraceTree } from './trace-tree.js';
import { useWaterfall, type Waterfall } from './use-waterfall.js';
import { WaterfallToolbar } from './waterfall-toolbar.js';
import { actionOf, nextError } from './waterfall-keys.js';
import { WaterfallGrid } from './waterfall-grid.js';
import { keyOf, type WaterfallAction } from './waterfall-state.js';

interface WaterfallViewProps {
  readonly detail: TraceDetail;
  readonly tree: TraceTree;
}

export function WaterfallView({ detail, tree }: WaterfallViewProps): VNode {
  const waterfall = useWaterfall(detail, tree);
  const filter = useRef<HTMLInputElement>(null);
  usePageKeys(waterfall, () => filter.current?.focus());
  const { selected } = waterfall;
  return (
    <div class={`waterfall-view ${selected === undefined ? '' : 'with-panel'}`}>
      <div class="waterfall-main">
        <WaterfallToolbar waterfall={waterfall} filterField={filter} />
        <Minimap waterfall={waterfall} />
        <TimeRuler waterfall={waterfall} />
        <WaterfallGrid waterfall={waterfall} onKey={(event) => onGridKey(event, waterfall)} />
      </div>
      {selected !== undefined && (
        <SpanPanel key={selected} detail={detail} tree={tree} index={selected} act={waterfall.act} />
      )}
    </div>
  );
}

function onGridKey(event: KeyboardEvent, waterfall: Waterfall): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const row = waterfall.rows[waterfall.position];
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    if (row) setQuery({ span: waterfall.tree.spans[row.index]!.spanId });
    return;
  }
  const action = actionOf(event.key, waterfall);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  perform(waterfall, action);
}

/** Details that are open follow the cursor from span to span. */
function perform({ tree, rows, selected, act }: Waterfall, action: WaterfallAction): void {
  act(action);
  if (selected === undefined) return;
  const row = action.do === 'move' ? rows.find((other) => keyOf(other) === action.cursor) : undefined;
  const index = action.do === 'reveal' ? action.index : row?.kind === 'span' ? row.index : undefined;
  if (index !== undefined) setQuery({ span: tree.spans[index]!.spanId });
}

/** Keys that hold wherever the focus is. */
function usePageKeys(waterfall: Waterfall, toFilter: () => void): void {
  const latest = useRef({ waterfall, toFilter });
  latest.current = { waterfall, toFilter };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) setQuery({ span: undefined });
      if (isTyping(event) || event.defaultPrevented) return;
      const { tree, rows, position } = latest.current.waterfall;
      if (event.key === '/') {
        event.preventDefault();
        latest.current.toFilter();
      }
      const step = { n: 1, p: -1 }[event.key] as 1 | -1 | undefined;
      const action = step && nextError(tree, rows[position] ?? { index: 0 }, step);
      if (action) perform(latest.current.waterfall, action);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
