import type { RefObject, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { onThemeChange } from '../shell/theme.js';
import { useWidth } from '../ui/use-width.js';
import { drawMinimap } from './draw-minimap.js';
import { percentOf } from './time-scale.js';
import type { TraceTree } from './trace-tree.js';
import type { Waterfall } from './use-waterfall.js';
import type { TimeWindow } from './waterfall-state.js';

/** Pixels. */
const HEIGHT = 48;

/** A drag that is shorter, in pixels, is a click. */
const CLICK = 3;

/** The whole trace; dragging over it zooms the waterfall, a double click shows all again. The keys + - 0 do the same. */
export function Minimap({ waterfall: { tree, state, act } }: { readonly waterfall: Waterfall }): VNode {
  const [element, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { drag, begin, move, end } = useDrag(tree, width, (window) => act({ do: 'zoom', window }));
  useDrawing(canvas, tree, width);
  const window = drag ?? state.window;
  return (
    <div class="minimap-box">
      <div
        class="minimap"
        ref={element}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onDblClick={() => act({ do: 'zoom' })}
        title="Drag to zoom, double click for all"
      >
        <canvas
          ref={canvas}
          width={width}
          height={HEIGHT}
          role="img"
          aria-label="All spans of the trace over time"
        />
        {window && (
          <>
            <span class="outside" style={{ left: 0, width: `${percentOf(window.start, tree)}%` }} />
            <span class="outside" style={{ right: 0, width: `${100 - percentOf(window.end, tree)}%` }} />
          </>
        )}
      </div>
    </div>
  );
}

function useDrawing(canvas: RefObject<HTMLCanvasElement>, tree: TraceTree, width: number): void {
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current && width > 0) drawMinimap(canvas.current, tree, { width, height: HEIGHT });
    };
    draw();
    return onThemeChange(draw);
  }, [tree, width]);
}

interface Drag {
  readonly drag?: TimeWindow;
  begin(this: void, event: PointerEvent): void;
  move(this: void, event: PointerEvent): void;
  end(this: void, event: PointerEvent): void;
}

function useDrag(tree: TraceTree, width: number, zoom: (window: TimeWindow) => void): Drag {
  const [ends, setEnds] = useState<readonly [from: number, to: number]>();
  const xOf = (event: PointerEvent): number =>
    event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  const timeAt = (x: number): number => tree.start + (x / Math.max(1, width)) * (tree.end - tree.start);
  const windowOf = ([from, to]: readonly [number, number]): TimeWindow => ({
    start: timeAt(Math.max(0, Math.min(from, to))),
    end: timeAt(Math.min(width, Math.max(from, to))),
  });
  return {
    drag: ends && windowOf(ends),
    begin: (event) => {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setEnds([xOf(event), xOf(event)]);
    },
    move: (event) => {
      if (ends) setEnds([ends[0], xOf(event)]);
    },
    end: () => {
      if (ends && Math.abs(ends[1] - ends[0]) >= CLICK) zoom(windowOf(ends));
      setEnds(undefined);
    },
  };
}
