import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ROW_HEIGHT } from './trace-rows.js';
import type { Waterfall } from './use-waterfall.js';
import { WaterfallRow } from './waterfall-row.js';
import { keyOf } from './waterfall-state.js';

/** Rows above and below what is seen. */
const SPARE = 12;

interface WaterfallGridProps {
  readonly waterfall: Waterfall;
  onKey(this: void, event: KeyboardEvent): void;
}

/** Only the rows that are seen are there, however many the trace has. */
export function WaterfallGrid({ waterfall, onKey }: WaterfallGridProps): VNode {
  const { rows, position } = waterfall;
  const box = useRef<HTMLDivElement>(null);
  const { top, height } = useScroll(box);
  useCursorInSight(box, position);
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW_HEIGHT) + SPARE);
  const cursor = rows[position];
  return (
    <div
      ref={box}
      class="waterfall"
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length}
      aria-colcount={2}
      aria-activedescendant={cursor && position >= first && position < last ? keyOf(cursor) : undefined}
      tabIndex={0}
      onKeyDown={onKey}
    >
      <div class="waterfall-rows" role="rowgroup" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
        {rows.slice(first, last).map((row, offset) => (
          <WaterfallRow
            key={keyOf(row)}
            row={row}
            position={first + offset}
            isCurrent={first + offset === position}
            waterfall={waterfall}
          />
        ))}
      </div>
      {rows.length === 0 && <p class="waterfall-empty">No span matches the filter.</p>}
    </div>
  );
}

function useScroll(box: RefObject<HTMLDivElement>): { top: number; height: number } {
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const update = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    update();
    element.addEventListener('scroll', update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      observer.disconnect();
    };
  }, []);
  return view;
}

function useCursorInSight(box: RefObject<HTMLDivElement>, position: number): void {
  useEffect(() => {
    const element = box.current;
    if (!element || position < 0) return;
    const top = position * ROW_HEIGHT;
    const { scrollTop, clientHeight } = element;
    if (top >= scrollTop && top + ROW_HEIGHT <= scrollTop + clientHeight) return;
    const isNear = Math.abs(top - scrollTop - clientHeight / 2) < clientHeight;
    if (!isNear) element.scrollTop = top - clientHeight / 2;
    else element.scrollTop = top < scrollTop ? top : top + ROW_HEIGHT - clientHeight;
  }, [position]);
}
