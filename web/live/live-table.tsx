import type { VNode } from 'preact';
import { memo } from 'preact/compat';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { formatDuration } from '../format/duration.js';
import { formatBytes } from '../format/number.js';
import { formatClock } from '../format/time.js';
import { StatusBadge, toneOf } from '../ui/status-badge.js';
import { TableHead } from '../ui/table-head.js';

interface LiveTableProps {
  readonly traces: readonly TraceSummary[];
  readonly isPaused: boolean;
}

export function LiveTable({ traces, isPaused }: LiveTableProps): VNode {
  return (
    <section class="card live-card">
      <div class="table-box live-box" tabIndex={0} role="region" aria-label="Traces as they end">
        <table class="table live">
          <TableHead texts={['Time', 'Status', 'Operation', 'Object']} numbers={['Duration', 'In', 'Out']} />
          <tbody>
            {traces.map((trace) => (
              <LiveRow key={trace.traceId} trace={trace} />
            ))}
          </tbody>
        </table>
        {traces.length === 0 && (
          <p class="quiet live-empty">{isPaused ? 'Paused.' : 'Waiting for the next request…'}</p>
        )}
      </div>
    </section>
  );
}

/** Rows do not change, so each is drawn once. On a phone the object stands below the operation. */
const LiveRow = memo(function LiveRow({ trace }: { readonly trace: TraceSummary }): VNode {
  const { traceId, start, operation, name, duration, bytesIn, bytesOut } = trace;
  return (
    <tr class={`tone-${toneOf(trace)}`}>
      <td class="figures">{formatClock(start)}</td>
      <td>
        <StatusBadge trace={trace} />
      </td>
      <td class="live-operation">
        <a href={`/trace/${traceId}`}>{operation ?? name}</a>
        <Target trace={trace} />
      </td>
      <td class="wide">
        <Target trace={trace} />
      </td>
      <td class="number">{formatDuration(duration)}</td>
      <td class="number">{bytesIn ? formatBytes(bytesIn) : ''}</td>
      <td class="number">{bytesOut ? formatBytes(bytesOut) : ''}</td>
    </tr>
  );
});

function Target({ trace: { bucket, key, errorType } }: { readonly trace: TraceSummary }): VNode {
  const target = [bucket, key].filter(Boolean).join('/');
  return (
    <span class="target" title={target}>
      {target}
      {errorType && <span class="inline-error"> {errorType}</span>}
    </span>
  );
}
