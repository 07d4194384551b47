import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TraceSpan } from '../../src/console/model/trace-detail.js';
import { formatDuration } from '../format/duration.js';
import { formatCount } from '../format/number.js';
import { phaseColour, phaseOf } from '../ui/phase.js';
import { SortableTable, type Column } from '../ui/sortable-table.js';
import { statisticsOf, type NameStatistics } from './name-statistics.js';

const COLUMNS: readonly Column<NameStatistics>[] = [
  {
    label: 'Name',
    value: ({ name }) => name,
    show: ({ name }) => (
      <>
        <span class="dot" style={{ background: phaseColour(phaseOf(name)) }} /> {name}
      </>
    ),
  },
  { label: 'Count', value: ({ count }) => count, show: ({ count }) => formatCount(count), isNumber: true },
  {
    label: 'Errors',
    value: ({ errors }) => errors,
    show: ({ errors }) => formatErrors(errors),
    isNumber: true,
  },
  { label: 'Total', value: ({ total }) => total, show: ({ total }) => formatDuration(total), isNumber: true },
  { label: 'Self', value: ({ self }) => self, show: ({ self }) => formatDuration(self), isNumber: true },
  {
    label: 'Average',
    value: ({ total, count }) => total / count,
    show: ({ total, count }) => formatDuration(total / count),
    isNumber: true,
  },
  { label: 'Longest', value: ({ max }) => max, show: ({ max }) => formatDuration(max), isNumber: true },
];

const formatErrors = (errors: number): VNode =>
  errors > 0 ? <span class="error-text">{formatCount(errors)}</span> : <span class="quiet">0</span>;

/** Spans by name, the names with the most time of their own first. */
export function StatisticsTable({ spans }: { readonly spans: readonly TraceSpan[] }): VNode {
  const rows = useMemo(() => statisticsOf(spans), [spans]);
  return (
    <SortableTable
      label="Spans by name"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ name }) => name}
      initial={{ label: 'Self', isAscending: false }}
    />
  );
}
