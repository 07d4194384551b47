import type { VNode } from 'preact';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { formatDuration, formatTick } from '../format/duration.js';
import { formatCount } from '../format/number.js';
import { navigate } from '../router.js';
import { toneOf } from '../ui/status-badge.js';
import { useWidth } from '../ui/use-width.js';
import { scatterOf, type Scatter } from './scatter.js';
import { traceLink } from './trace-link.js';

interface ScatterPlotProps {
  readonly traces: readonly TraceSummary[];
  readonly conditions: string;
}

/** Time across, duration up, each trace a dot; the table below says the same in words. */
export function ScatterPlot({ traces, conditions }: ScatterPlotProps): VNode {
  const [element, width] = useWidth<HTMLDivElement>();
  const scatter = scatterOf(traces, width);
  const open = (event: Event): void => {
    const id = event.target instanceof Element ? event.target.getAttribute('data-trace') : null;
    if (id) navigate(traceLink(id, conditions));
  };
  return (
    <figure class="card scatter">
      <figcaption>Duration over time</figcaption>
      <div class="scatter-box" ref={element}>
        <svg
          width={width}
          height={scatter.height}
          role="img"
          aria-label={`Duration over time of ${formatCount(traces.length)} traces`}
          onClick={open}
        >
          <Axes scatter={scatter} width={width} />
          {traces.map((trace, index) => (
            <circle
              key={trace.traceId}
              class={`point ${toneOf(trace)}`}
              cx={scatter.points[index]!.x}
              cy={scatter.points[index]!.y}
              r={4}
              data-trace={trace.traceId}
            >
              <title>{`${trace.operation ?? trace.name} ${trace.status ?? ''} ${formatDuration(trace.duration)}`}</title>
            </circle>
          ))}
        </svg>
      </div>
    </figure>
  );
}

function Axes({ scatter, width }: { readonly scatter: Scatter; readonly width: number }): VNode {
  return (
    <g class="axes">
      {scatter.durations.map(({ value, y }) => (
        <g key={value}>
          <line x1={scatter.left} x2={width} y1={y} y2={y} />
          <text x={scatter.left - 8} y={y + 4} text-anchor="end">
            {formatTick(value)}
          </text>
        </g>
      ))}
      {scatter.times.map(({ value, x, text }) => (
        <text key={value} x={x} y={scatter.height - 4} text-anchor="middle">
          {text}
        </text>
      ))}
    </g>
  );
}
