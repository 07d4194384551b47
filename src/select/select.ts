import { S3Error } from '../errors/s3.error.js';
import { Query } from './evaluate/query.js';
import { CsvReader, type CsvDialect } from './input/csv.reader.js';
import { CsvTable, type FileHeaderInfo } from './input/csv.table.js';
import { decompress, type CompressionType } from './input/decompress.js';
import { JsonTable } from './input/json.table.js';
import { recordsIn, spanOf, type ScanRange, type Span } from './input/scan-range.js';
import type { Table } from './input/table.js';
import { recordWriter, type CsvOutput, type JsonOutput } from './output/record.writer.js';
import { ResultStream, type Counts, type SelectEvent } from './result.stream.js';
import type { Statement } from './sql/ast.js';
import { Timestamp } from './value/timestamp.js';

export interface CsvInput {
  readonly kind: 'CSV';
  readonly compression: CompressionType;
  readonly header: FileHeaderInfo;
  readonly dialect: CsvDialect;
}

export interface JsonInput {
  readonly kind: 'JSON';
  readonly compression: CompressionType;
  readonly type: 'DOCUMENT' | 'LINES';
}

/** Everything that a SelectObjectContent asks for. */
export interface Selection {
  readonly statement: Statement;
  readonly input: CsvInput | JsonInput;
  readonly output: CsvOutput | JsonOutput;
  readonly scanRange?: ScanRange;
  /** Say from time to time how far it is. */
  readonly reportsProgress: boolean;
}

/** The object: its size in bytes, and a reader of its bytes that may be used more than once. */
export interface SelectSource {
  readonly size: number;
  /** All bytes when absent. A chunk is valid until the next one is asked for. */
  read(range?: Span): AsyncIterable<Buffer>;
  /** Lets go of what was opened and not read. May be called more than once. */
  close(): Promise<void>;
}

/** Bytes that are decoded at once. */
const SLICE = 64 * 1024;

/**
 * Runs a selection. Memory does not depend on the size of the object, the event loop gets its turn, and nothing is read
 * that the reader of the events does not ask for. The source is left as soon as the reader stops.
 * @throws S3Error for what is wrong with the statement (at once, the first `next`) or with the data
 */
export function select(selection: Selection, source: SelectSource): AsyncGenerator<SelectEvent, void> {
  const { input, statement } = selection;
  checkScanRange(selection);
  if (input.kind === 'JSON') return run(selection, source, new JsonTable(statement));
  return run(selection, source, new CsvTable(input.dialect, input.header, statement));
}

/** Source: S3 API Reference, ScanRange. @throws S3Error UnsupportedScanRangeInput */
function checkScanRange({ input, scanRange }: Selection): void {
  if (!scanRange) return;
  const isPlain = input.kind === 'CSV' ? !input.dialect.allowsQuotedRecordDelimiter : input.type === 'LINES';
  if (!isPlain || input.compression !== 'NONE') throw new S3Error('UnsupportedScanRangeInput');
}

async function* run<Row>(
  selection: Selection,
  source: SelectSource,
  table: Table<Row>,
): AsyncGenerator<SelectEvent, void> {
  const counts: Counts = { scanned: 0, processed: 0, returned: 0 };
  const query = new Query(selection.statement, table, Timestamp.ofTime(Date.now()));
  const results = new ResultStream(counts, selection.reportsProgress);
  const write = recordWriter(selection.output);
  try {
    const text = decoded(await openBytes(selection, source, table, counts), counts);
    for await (const { part, isLast } of text) {
      if (query.isFull) break;
      for (const row of table.rows(part, isLast)) {
        const columns = query.take(row);
        if (columns) results.add(write(columns));
        if (results.isReady) yield* results.flush();
        if (query.isFull) break;
        const turn = results.turn();
        if (turn) await turn;
      }
      yield* results.beat();
    }
    const columns = query.finish();
    if (columns) results.add(write(columns));
    yield* results.finish();
  } finally {
    await source.close();
  }
}

/** The bytes of the records that are wanted, not compressed any more. */
async function openBytes(
  { input, scanRange }: Selection,
  source: SelectSource,
  table: object,
  counts: Counts,
): Promise<AsyncIterable<Buffer>> {
  if (!scanRange) return decompress(counted(source.read(), counts), input.compression);
  const span = spanOf(scanRange, source.size);
  if (!span) return nothing();
  if (table instanceof CsvTable && span.first > 0) await passHeader(table, input as CsvInput, source);
  const delimiter = Buffer.from(input.kind === 'CSV' ? input.dialect.recordDelimiter : '\n');
  const first = Math.max(span.first - delimiter.length, 0);
  return recordsIn(counted(source.read({ first, last: source.size - 1 }), counts), span, delimiter);
}

// oxlint-disable-next-line require-yield
async function* nothing(): AsyncGenerator<Buffer, void> {}

/** The header stands at the start of the object, wherever the scan begins. */
async function passHeader(table: CsvTable, input: CsvInput, source: SelectSource): Promise<void> {
  if (input.header !== 'USE') {
    table.skipHeader(undefined);
    return;
  }
  const reader = new CsvReader(input.dialect);
  for await (const { part, isLast } of decoded(source.read(), { scanned: 0, processed: 0, returned: 0 })) {
    for (const fields of reader.read(part, isLast)) {
      table.skipHeader(fields);
      return;
    }
  }
}

async function* counted(source: AsyncIterable<Buffer>, counts: Counts): AsyncGenerator<Buffer, void> {
  for await (const chunk of source) {
    counts.scanned += chunk.length;
    yield chunk;
  }
}

interface TextPart {
  readonly part: string;
  readonly isLast: boolean;
}

/** Text in parts of a bounded length. @throws S3Error InvalidTextEncoding */
async function* decoded(source: AsyncIterable<Buffer>, counts: Counts): AsyncGenerator<TextPart, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      const near = counts.processed.toLocaleString('en-US');
      const message = `UTF-8 encoding is required. The text encoding error was found near byte ${near}.`;
      throw new S3Error('InvalidTextEncoding', {}, { message, cause });
    }
  };
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE) {
      const slice = chunk.subarray(at, at + SLICE);
      counts.processed += slice.length;
      yield { part: decode(slice), isLast: false };
    }
  }
  yield { part: decode(), isLast: true };
}
