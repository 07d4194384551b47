import type { Bind } from '../evaluate/compile.js';
import type { Value } from '../value/value.js';

/** Characters. Source: S3 API Reference, OverMaxRecordSize. */
export const MAX_RECORD = 1024 * 1024;
/** Columns of a record; S3 does not publish its own number. */
export const MAX_COLUMNS = 16_384;

/** What `SELECT *` gives of a record. */
export interface Columns {
  readonly names: readonly string[];
  readonly values: readonly Value[];
}

/** The records of an object, in the shape of its format. */
export interface Table<Row> {
  /**
   * The records that end in `text`, which goes on where the last one ended.
   * @throws S3Error OverMaxRecordSize, OverMaxColumn, CSV…, JSONParsingError
   */
  rows(text: string, isLast: boolean): Iterable<Row>;
  /** @throws S3Error InvalidColumnIndex, InvalidKeyPath, EvaluatorBindingDoesNotExist; and `rows` MissingHeaders, AmbiguousFieldName */
  readonly bind: Bind<Row>;
  columns(row: Row): Columns;
}
