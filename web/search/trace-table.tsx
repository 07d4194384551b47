import type { VNode } from 'preact';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { formatDuration } from '../format/duration.js';
import { formatCount } from '../format/number.js';
import { formatClock, formatMoment } from '../format/time.js';
import { setQuery } from '../router.js';
import { SortableTable, type Column, type Order } from '../ui/sortable-table.js';
import { StatusBadge, toneOf } from '../ui/status-badge.js';
import type { SearchFields } from './search-fields.js';
import { traceLink } from './trace-link.js';

interface TraceTableProps {
  readonly traces: readonly TraceSummary[];
  readonly fields: SearchFields;
  readonly conditions: string;
}

/** Columns that the gateway sorts by, over all that matches; the others are sorted here. */
const SORTS: Readonly<Record<string, string>> = {
  Time: 'start',
  Duration: 'duration',
  Spans: 'spans',
  Status: 'status',
};

export function TraceTable({ traces, fields, conditions }: TraceTableProps): VNode {
  const label = Object.keys(SORTS).find((name) => SORTS[name] === fields.sort) ?? 'Time';
  const order = ({ label: column, isAscending }: Order): void => {
    setQuery({ sort: SORTS[column], ascending: isAscending ? '1' : undefined });
  };
  return (
    <section class="card">
      <SortableTable
        label="Traces"
        columns={columnsOf(conditions)}
        rows={traces}
        keyOf={({ traceId }) => traceId}
        initial={{ label, isAscending: fields.ascending !== undefined }}
        onOrder={order}
        classOf={(trace) => `tone-${toneOf(trace)}`}
      />
    </section>
  );
}

const columnsOf = (conditions: string): readonly Column<TraceSummary>[] => [
  {
    label: 'Time',
    value: ({ start }) => start,
    show: ({ start }) => <Moment time={start} />,
  },
  { label: 'Status', value: ({ status }) => status, show: (trace) => <StatusBadge trace={trace} /> },
  {
    label: 'Operation',
    value: ({ operation }) => operation,
    show: ({ traceId, operation, name }) => <a href={traceLink(traceId, conditions)}>{operation ?? name}</a>,
  },
  { label: 'Object', value: ({ path }) => path, show: (trace) => <Target trace={trace} />, isWide: true },
  {
    label: 'Duration',
    value: ({ duration }) => duration,
    show: ({ duration }) => formatDuration(duration),
    isNumber: true,
  },
  {
    label: 'Spans',
    value: ({ spanCount }) => spanCount,
    show: ({ spanCount }) => formatCount(spanCount),
    isNumber: true,
  },
  {
    label: 'Access key',
    value: ({ accessKey }) => accessKey,
    show: ({ accessKey }) => accessKey ?? <span class="quiet">–</span>,
  },
];

/** The day too, where it is not today. */
function Moment({ time }: { readonly time: number }): VNode {
  const isToday = new Date(time).toDateString() === new Date().toDateString();
  return (
    <time class="figures" title={formatMoment(time)}>
      {isToday ? formatClock(time) : formatMoment(time)}
    </time>
  );
}

function Target({ trace: { bucket, key, errorType, services } }: { readonly trace: TraceSummary }): VNode {
  const text = bucket ? [bucket, key].filter(Boolean).join('/') : services.join(', ');
  return (
    <span class="target" title={text}>
      {text}
      {errorType && <span class="second-line">{errorType}</span>}
    </span>
  );
}
