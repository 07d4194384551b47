import { S3Error } from '../../errors/s3.error.js';
import { MAX_RECORD, type Columns } from '../input/table.js';
import { isAbsent, isStructure, textOf, type Value } from '../value/value.js';
import { jsonObject, jsonText } from './json-text.js';

export interface CsvOutput {
  readonly kind: 'CSV';
  readonly quoteFields: 'ALWAYS' | 'ASNEEDED';
  readonly recordDelimiter: string;
  readonly fieldDelimiter: string;
  readonly quote: string;
  readonly escape: string;
}

export interface JsonOutput {
  readonly kind: 'JSON';
  readonly recordDelimiter: string;
}

/** One record of the result as text, its delimiter included. @throws S3Error OverMaxRecordSize */
export type WriteRecord = (columns: Columns) => string;

export function recordWriter(output: CsvOutput | JsonOutput): WriteRecord {
  if (output.kind === 'JSON')
    return ({ names, values }) => checked(jsonObject(names, values) + output.recordDelimiter);
  const field = fieldWriter(output);
  return ({ values }) => {
    let text = '';
    for (let index = 0; index < values.length; index += 1) {
      if (index > 0) text += output.fieldDelimiter;
      text = checked(text + field(values[index] as Value));
    }
    return text + output.recordDelimiter;
  };
}

function checked(text: string): string {
  if (text.length > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
  return text;
}

/** NULL and MISSING are empty; objects and arrays are written as JSON. */
function fieldWriter({ quoteFields, quote, escape, fieldDelimiter, recordDelimiter }: CsvOutput) {
  // Of longer delimiters the first character is enough: quotes that are not needed do no harm.
  const special = new RegExp(
    `[${[quote, fieldDelimiter, recordDelimiter, '\n', '\r'].map(firstUnit).join('')}]`,
  );
  const quoted = (text: string): string => {
    const doubled = escape === '' || quote === '' ? text : escaped(text, quote, escape);
    return quote + doubled + quote;
  };
  return (value: Value): string => {
    const text = isAbsent(value) ? '' : isStructure(value) ? jsonText(value) : textOf(value);
    return quoteFields === 'ALWAYS' || special.test(text) ? quoted(text) : text;
  };
}

/** The first UTF-16 unit of a text as a pattern writes it; nothing for nothing. */
const firstUnit = (text: string): string =>
  text === '' ? '' : `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`;

function escaped(text: string, quote: string, escape: string): string {
  const safe = escape === quote ? text : text.replaceAll(escape, () => escape + escape);
  return safe.replaceAll(quote, () => escape + quote);
}
