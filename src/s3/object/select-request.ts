import { S3Error } from '../../errors/s3.error.js';
import type { S3ErrorCode } from '../../errors/s3-error.codes.js';
import type { CsvDialect } from '../../select/input/csv.reader.js';
import { notApplicable, type CompressionType } from '../../select/input/decompress.js';
import type { ScanRange } from '../../select/input/scan-range.js';
import type { CsvOutput, JsonOutput } from '../../select/output/record.writer.js';
import type { CsvInput, JsonInput, Selection } from '../../select/select.js';
import { parseStatement } from '../../select/sql/statement.parser.js';
import type { XmlElement } from '../xml/xml.element.js';

/**
 * Reads a SelectObjectContentRequest. Source: S3 API Reference, SelectObjectContent.
 * @throws S3Error MissingRequiredParameter, Invalid…, ObjectSerializationConflict, and as `parseStatement`
 */
export function readSelectRequest(document: XmlElement): Selection {
  const expression = required('Expression', document.optionalText('Expression')?.trim() || undefined);
  const type = required('ExpressionType', document.optionalText('ExpressionType'));
  if (type.toUpperCase() !== 'SQL') throw new S3Error('InvalidExpressionType');
  const input = readInput(required('InputSerialization', document.child('InputSerialization')));
  const output = readOutput(required('OutputSerialization', document.child('OutputSerialization')));
  return {
    statement: parseStatement(expression),
    input,
    output,
    scanRange: readScanRange(document.child('ScanRange')),
    reportsProgress: document.child('RequestProgress')?.optionalBoolean('Enabled') ?? false,
  };
}

function required<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  const message = `${name} is required. Please check the service documentation and try again.`;
  throw new S3Error('MissingRequiredParameter', {}, { message });
}

/** One of the words, in capitals; `otherwise` when it is not said. */
function word<const T extends string>(
  parent: XmlElement,
  name: string,
  words: readonly [T, ...T[]],
  code: S3ErrorCode,
): T {
  const text = parent.optionalText(name)?.trim().toUpperCase();
  if (text === undefined || text === '') return words[0];
  const found = words.find((known) => known === text);
  if (found === undefined) throw new S3Error(code);
  return found;
}

/** The one format that is named. @throws S3Error MissingRequiredParameter, ObjectSerializationConflict */
function formatOf(parent: XmlElement, names: readonly string[]): XmlElement {
  const formats = parent.children().filter(({ name }) => names.includes(name));
  if (formats.length > 1) throw new S3Error('ObjectSerializationConflict');
  if (!formats[0]) throw new S3Error('MissingRequiredParameter');
  return formats[0];
}

/** No storage of this gateway reads Parquet, nor BZIP2: they are refused and not misread. */
function readInput(input: XmlElement): CsvInput | JsonInput {
  const format = formatOf(input, ['CSV', 'JSON', 'Parquet']);
  const compression = readCompression(input);
  if (format.name === 'Parquet') {
    throw new S3Error(
      'InvalidDataSource',
      {},
      { message: 'The data source type is not valid. Only CSV and JSON are supported.' },
    );
  }
  if (format.name === 'JSON') {
    const type = required('Type', format.optionalText('Type')).trim().toUpperCase();
    if (type !== 'DOCUMENT' && type !== 'LINES') throw noJsonType(type);
    return { kind: 'JSON', compression, type };
  }
  const header = word(format, 'FileHeaderInfo', ['NONE', 'USE', 'IGNORE'], 'InvalidFileHeaderInfo');
  return { kind: 'CSV', compression, header, dialect: readDialect(format) };
}

function noJsonType(type: string): S3Error {
  const message = `The ${type.slice(0, 64)} jsonType is invalid. Please check the service documentation and try again.`;
  return new S3Error('InvalidJsonType', {}, { message });
}

function readCompression(input: XmlElement): CompressionType {
  const type = word(input, 'CompressionType', ['NONE', 'GZIP', 'BZIP2'], 'InvalidCompressionFormat');
  if (type === 'BZIP2') throw notApplicable(type);
  return type;
}

function readDialect(csv: XmlElement): CsvDialect {
  const quote = character(csv, 'QuoteCharacter', '"');
  const recordDelimiter = delimiter(csv, 'RecordDelimiter', '\n', 2);
  const fieldDelimiter = delimiter(csv, 'FieldDelimiter', ',', 2);
  const marks = [recordDelimiter, fieldDelimiter, quote];
  if (new Set(marks).size < marks.length) throw new S3Error('InvalidRequestParameter');
  return {
    recordDelimiter,
    fieldDelimiter,
    quote,
    escape: character(csv, 'QuoteEscapeCharacter', '"'),
    comment: character(csv, 'Comments', '#'),
    allowsQuotedRecordDelimiter: csv.optionalBoolean('AllowQuotedRecordDelimiter') ?? false,
  };
}

function readOutput(output: XmlElement): CsvOutput | JsonOutput {
  const format = formatOf(output, ['CSV', 'JSON']);
  const recordDelimiter = delimiter(format, 'RecordDelimiter', '\n', MAX_DELIMITER);
  if (format.name === 'JSON') return { kind: 'JSON', recordDelimiter };
  return {
    kind: 'CSV',
    recordDelimiter,
    quoteFields: word(format, 'QuoteFields', ['ASNEEDED', 'ALWAYS'], 'InvalidQuoteFields'),
    fieldDelimiter: delimiter(format, 'FieldDelimiter', ',', MAX_DELIMITER),
    quote: character(format, 'QuoteCharacter', '"'),
    escape: character(format, 'QuoteEscapeCharacter', '"'),
  };
}

/** Characters of a delimiter in the result. */
const MAX_DELIMITER = 16;

function delimiter(parent: XmlElement, name: string, otherwise: string, most: number): string {
  const text = parent.optionalText(name) || otherwise;
  if (text.length > most) throw new S3Error('InvalidRequestParameter');
  return text;
}

/** One character, or none where the element is empty. */
function character(parent: XmlElement, name: string, otherwise: string): string {
  const text = parent.optionalText(name) ?? otherwise;
  if (text.length > 1) throw new S3Error('InvalidRequestParameter');
  return text;
}

function readScanRange(range: XmlElement | undefined): ScanRange | undefined {
  if (!range) return undefined;
  const start = range.optionalInteger('Start');
  const end = range.optionalInteger('End');
  const isNegative = (start ?? 0) < 0 || (end ?? 0) < 0;
  const isEmpty = start === undefined && end === undefined;
  if (isEmpty || isNegative || (start !== undefined && end !== undefined && end < start))
    throw new S3Error('InvalidScanRange');
  return { start, end };
}
