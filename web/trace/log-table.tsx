import type { VNode } from 'preact';
import type { LogLine } from '../../src/console/model/trace-detail.js';
import { formatClock } from '../format/time.js';
import { setQuery } from '../router.js';
import { Notice } from '../ui/notice.js';
import { TableHead } from '../ui/table-head.js';
import type { TraceTree } from './trace-tree.js';

interface LogTableProps {
  readonly logs: readonly LogLine[];
  readonly tree: TraceTree;
}

/** Lines that were logged in the trace; each leads to its span. */
export function LogTable({ logs, tree }: LogTableProps): VNode {
  if (logs.length === 0) {
    return (
      <Notice title="Nothing was logged in this trace">
        <p>A line belongs to a trace when it was logged while one of its spans was open.</p>
      </Notice>
    );
  }
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Log lines">
      <table class="table logs">
        <TableHead texts={['Time', 'Level', 'Context', 'Message', 'Span']} />
        <tbody>
          {logs.map((line, index) => (
            <LogRow key={index} line={line} tree={tree} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LogRow({ line, tree }: { readonly line: LogLine; readonly tree: TraceTree }): VNode {
  const span = line.spanId === undefined ? undefined : tree.spans[tree.indexes.get(line.spanId) ?? -1];
  return (
    <tr>
      <td class="number">{formatClock(line.time)}</td>
      <td>
        <span class={`level ${line.level}`}>{line.level}</span>
      </td>
      <td>{line.context}</td>
      <td class="log-message">{line.message}</td>
      <td>
        {span && (
          <button type="button" class="link" onClick={() => setQuery({ span: span.spanId, tab: undefined })}>
            {span.name}
          </button>
        )}
      </td>
    </tr>
  );
}
