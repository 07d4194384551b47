import { S3Error } from '../../errors/s3.error.js';
import type { Evaluate } from '../evaluate/compile.js';
import type { NameStep, PathExpression, Statement } from '../sql/ast.js';
import { sqlError } from '../sql/tokens.js';
import { MISSING } from '../value/value.js';
import { CsvReader, type CsvDialect } from './csv.reader.js';
import { MAX_COLUMNS, type Columns, type Table } from './table.js';

export type FileHeaderInfo = 'NONE' | 'USE' | 'IGNORE';

type Row = readonly string[];

/** `_1` is the first column. */
const POSITION = /^_(\d{1,9})$/;

/** Records of CSV: every column is a text. */
export class CsvTable implements Table<Row> {
  private readonly reader: CsvReader;
  private readonly names: string[] = [];
  /** Names of the statement that wait for the header. */
  private readonly waiting: (() => void)[] = [];
  private awaitsHeader: boolean;

  constructor(
    dialect: CsvDialect,
    private readonly header: FileHeaderInfo,
    private readonly statement: Pick<Statement, 'source' | 'alias'>,
  ) {
    if (statement.source.length > 0) throw new S3Error('InvalidKeyPath');
    this.reader = new CsvReader(dialect);
    this.awaitsHeader = header !== 'NONE';
  }

  /** For a scan that begins behind the header, which was read before. */
  skipHeader(fields: Row | undefined): void {
    this.awaitsHeader = false;
    if (fields) this.useHeader(fields);
  }

  *rows(text: string, isLast: boolean): Generator<Row, void, undefined> {
    for (const fields of this.reader.read(text, isLast)) {
      if (!this.awaitsHeader) {
        yield fields;
        continue;
      }
      this.skipHeader(this.header === 'USE' ? fields : undefined);
    }
  }

  readonly bind = (path: PathExpression): Evaluate<Row> => {
    const column = this.columnOf(path);
    const position = POSITION.exec(column.name);
    if (position && !column.exact) return readColumn(positionOf(position[1], path));
    if (this.header !== 'USE') {
      if (position) return readColumn(positionOf(position[1], path));
      throw invalidIndex(path);
    }
    let index = 0;
    this.waiting.push(() => {
      index = this.indexOf(column, position?.[1]);
    });
    return (row) => row[index] ?? MISSING;
  };

  columns(row: Row): Columns {
    for (let index = this.names.length; index < row.length; index += 1) this.names.push(`_${index + 1}`);
    return { names: this.names, values: row };
  }

  private useHeader(fields: Row): void {
    this.names.push(...fields);
    for (const resolve of this.waiting) resolve();
  }

  /** Without the table's name before it. */
  private columnOf(path: PathExpression): NameStep {
    const { alias } = this.statement;
    const [first, second] = path.steps;
    if (!second) return first;
    const table: NameStep = alias ?? { kind: 'name', name: 'S3Object', exact: false };
    if (!isSameName(first, table.name, table.exact))
      throw sqlError('EvaluatorBindingDoesNotExist', path.place());
    if (path.steps.length > 2 || second.kind !== 'name') throw sqlError('InvalidKeyPath', path.place());
    return second;
  }

  /** @throws S3Error MissingHeaders, AmbiguousFieldName */
  private indexOf(column: NameStep, position: string | undefined): number {
    const found = this.names.flatMap((name, index) => (isSameName(column, name) ? [index] : []));
    if (found.length > 1) throw new S3Error('AmbiguousFieldName');
    const index = found[0] ?? (position === undefined ? undefined : Number(position) - 1);
    if (index === undefined) throw new S3Error('MissingHeaders');
    return index;
  }
}

/** Names in quotes are compared with case. */
const isSameName = (asked: NameStep, name: string, exact = true): boolean =>
  asked.exact && exact ? asked.name === name : asked.name.toLowerCase() === name.toLowerCase();

const readColumn =
  (index: number): Evaluate<Row> =>
  (row) =>
    row[index] ?? MISSING;

function positionOf(digits: string | undefined, path: PathExpression): number {
  const position = Number(digits);
  if (position < 1 || position > MAX_COLUMNS) throw invalidIndex(path);
  return position - 1;
}

const invalidIndex = (path: PathExpression): S3Error =>
  new S3Error(
    'InvalidColumnIndex',
    {},
    {
      message: `The column index at ${path.place()} is invalid. Please check the service documentation and try again.`,
    },
  );
