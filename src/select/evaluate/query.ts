import { S3Error } from '../../errors/s3.error.js';
import type { Columns, Table } from '../input/table.js';
import { MAX_COLUMNS } from '../input/table.js';
import type { SelectItem, Statement } from '../sql/ast.js';
import type { Timestamp } from '../value/timestamp.js';
import { Compiler, type Evaluate } from './compile.js';

/** A statement at work on the records of a table. */
export class Query<Row> {
  private readonly where: Evaluate<Row> | undefined;
  private readonly compiler: Compiler<Row>;
  private readonly names: readonly string[];
  private readonly items: readonly Evaluate<Row>[] | undefined;
  private readonly limit: number;
  private given = 0;

  /** @throws S3Error UnsupportedSqlStructure, OverMaxColumn, and as `Table.bind` */
  constructor(
    { items, where, limit = Number.POSITIVE_INFINITY }: Statement,
    private readonly table: Table<Row>,
    now: Timestamp,
  ) {
    const conditions = new Compiler<Row>(table.bind, now);
    this.where = where && conditions.compile(where);
    if (conditions.aggregates.length > 0) throw new S3Error('UnsupportedSqlStructure');
    this.compiler = new Compiler<Row>(table.bind, now);
    this.limit = limit;
    const list = items === '*' ? [] : items;
    if (list.length > MAX_COLUMNS) throw new S3Error('OverMaxColumn');
    this.names = list.map(nameOf);
    this.items = items === '*' ? undefined : items.map(({ expression }) => this.compiler.compile(expression));
    if (this.isAggregated && this.compiler.readsRecords) throw new S3Error('UnsupportedSqlStructure');
  }

  /** LIMIT is reached: no record can add to the result. */
  get isFull(): boolean {
    return this.given >= this.limit;
  }

  /** What the record gives; `undefined` when it gives nothing by itself. */
  take(row: Row): Columns | undefined {
    if (this.where && this.where(row) !== true) return undefined;
    if (this.isAggregated) {
      for (const { accumulator, argument } of this.compiler.aggregates)
        accumulator.add(argument ? argument(row) : true);
      return undefined;
    }
    this.given += 1;
    return this.items ? this.project(this.items, row) : this.table.columns(row);
  }

  /** What all records together give, after the last of them. */
  finish(): Columns | undefined {
    if (!this.isAggregated || !this.items || this.isFull) return undefined;
    // No item reads a record: they are made of aggregates and literals.
    return this.project(this.items, undefined as Row);
  }

  private get isAggregated(): boolean {
    return this.compiler.aggregates.length > 0;
  }

  private project(items: readonly Evaluate<Row>[], row: Row): Columns {
    return { names: this.names, values: items.map((item) => item(row)) };
  }
}

/** The alias, else the last name of a path, else the position. */
function nameOf({ expression, alias }: SelectItem, index: number): string {
  if (alias !== undefined) return alias;
  const last = expression.kind === 'path' ? expression.steps.at(-1) : undefined;
  return last?.kind === 'name' ? last.name : `_${index + 1}`;
}
