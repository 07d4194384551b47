import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';

export interface Column<T> {
  readonly label: string;
  /** What rows are sorted by. */
  value(this: void, row: T): number | string | undefined;
  show(this: void, row: T): ComponentChildren;
  /** To the right, in figures of one width. */
  readonly isNumber?: boolean;
  /** Takes what is left, and cuts what is too long. */
  readonly isWide?: boolean;
}

export interface Order {
  readonly label: string;
  readonly isAscending: boolean;
}

interface SortableTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  keyOf(this: void, row: T): string;
  readonly initial: Order;
  /** Rows come sorted, and who has sorted them is told of another order. */
  onOrder?(this: void, order: Order): void;
  classOf?(this: void, row: T): string | undefined;
}

export function SortableTable<T>(props: SortableTableProps<T>): VNode {
  const { label, columns, rows, keyOf, onOrder, classOf } = props;
  const [ownOrder, setOwnOrder] = useState(props.initial);
  const order = onOrder ? props.initial : ownOrder;
  const sorted = useMemo(
    () => (onOrder ? rows : sortedRows(rows, columns, order)),
    [rows, columns, order.label, order.isAscending, onOrder === undefined],
  );
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={label}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.label} column={column} order={order} onOrder={onOrder ?? setOwnOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map((column) => (
                <td key={column.label} class={classOfCell(column)}>
                  {column.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps<T> {
  readonly column: Column<T>;
  readonly order: Order;
  onOrder(this: void, order: Order): void;
}

function HeaderCell<T>({ column, order, onOrder }: HeaderCellProps<T>): VNode {
  const { label, isNumber = false } = column;
  const isSorted = order.label === label;
  const isAscending = isSorted ? !order.isAscending : !isNumber;
  return (
    <th
      scope="col"
      class={classOfCell(column)}
      aria-sort={isSorted ? (order.isAscending ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" onClick={() => onOrder({ label, isAscending })}>
        {label}
      </button>
    </th>
  );
}

const classOfCell = ({ isNumber, isWide }: Column<never>): string | undefined =>
  isNumber ? 'number' : isWide ? 'wide' : undefined;

function sortedRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { label, isAscending }: Order,
): T[] {
  const value = columns.find((column) => column.label === label)?.value ?? (() => undefined);
  const sign = isAscending ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(value(a), value(b)));
}

/** What is missing comes first. */
function compare(a: number | string | undefined, b: number | string | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return String(a).localeCompare(String(b));
}
