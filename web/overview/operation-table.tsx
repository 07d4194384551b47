import type { VNode } from 'preact';
import type { OperationRed } from '../../src/console/model/overview.js';
import { queryOf } from '../api/client.js';
import { PhaseBar } from '../charts/phase-bar.js';
import { formatDuration } from '../format/duration.js';
import { formatCount, formatRate, formatShare } from '../format/number.js';
import { SortableTable, type Column } from '../ui/sortable-table.js';
import type { OverviewFields } from './overview-filter.js';

const duration = (label: string, pick: (row: OperationRed) => number): Column<OperationRed> => ({
  label,
  value: pick,
  show: (row) => formatDuration(pick(row)),
  isNumber: true,
});

const nameColumn = (filter: OverviewFields): Column<OperationRed> => ({
  label: 'Operation',
  value: ({ operation }) => operation,
  show: ({ operation }) => <a href={`/search${queryOf({ ...filter, operation })}`}>{operation}</a>,
});

const FIGURES: readonly Column<OperationRed>[] = [
  { label: 'Requests', value: ({ count }) => count, show: ({ count }) => formatCount(count), isNumber: true },
  { label: 'Per second', value: ({ rate }) => rate, show: ({ rate }) => formatRate(rate), isNumber: true },
  {
    label: '5xx',
    value: ({ errors }) => errors,
    show: ({ errors }) => <span class={errors > 0 ? 'error-text' : 'quiet'}>{formatCount(errors)}</span>,
    isNumber: true,
  },
  {
    label: '4xx',
    value: ({ refusals }) => refusals,
    show: ({ refusals }) => (
      <span class={refusals > 0 ? 'refused-text' : 'quiet'}>{formatCount(refusals)}</span>
    ),
    isNumber: true,
  },
  duration('p50', ({ p50 }) => p50),
  duration('p95', ({ p95 }) => p95),
  duration('p99', ({ p99 }) => p99),
  {
    label: 'Impact',
    value: ({ impact }) => impact,
    show: ({ impact }) => (
      <span class="impact" title="Share of all the time that requests took">
        <span class="impact-bar">
          <span style={{ width: `${impact * 100}%` }} />
        </span>
        <span>{formatShare(impact)}</span>
      </span>
    ),
    isNumber: true,
  },
  {
    label: 'Where the time goes',
    value: () => undefined,
    show: ({ phases, operation }) => <PhaseBar times={phases} label={operation} />,
  },
];

interface OperationTableProps {
  readonly operations: readonly OperationRed[];
  readonly filter: OverviewFields;
}

/** Those that take the most time of all first. */
export function OperationTable({ operations, filter }: OperationTableProps): VNode {
  return (
    <section class="card">
      <h2>Operations</h2>
      <SortableTable
        label="Operations"
        columns={[nameColumn(filter), ...FIGURES]}
        rows={operations}
        keyOf={({ operation }) => operation}
        initial={{ label: 'Impact', isAscending: false }}
      />
    </section>
  );
}
