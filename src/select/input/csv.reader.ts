import { S3Error } from '../../errors/s3.error.js';
import { MAX_COLUMNS, MAX_RECORD } from './table.js';

export interface CsvDialect {
  /** One or two characters. */
  readonly recordDelimiter: string;
  readonly fieldDelimiter: string;
  /** One character, or none. */
  readonly quote: string;
  readonly escape: string;
  /** First character of lines that are no records; none when empty. */
  readonly comment: string;
  readonly allowsQuotedRecordDelimiter: boolean;
}

/** Splits text into records. Where a record ends with a line feed, a carriage return before it belongs to the end. */
export class CsvReader {
  private text = '';
  private at = 0;
  /** Index of the next quote, at `at` or behind; -1 when not yet looked for. */
  private quoteAt = -1;

  constructor(private readonly dialect: CsvDialect) {}

  /** The records that end in this text. @throws S3Error OverMaxRecordSize, OverMaxColumn, CSV… */
  *read(more: string, isLast: boolean): Generator<string[], void, undefined> {
    this.text = this.text.slice(this.at) + more;
    this.at = 0;
    this.quoteAt = -1;
    for (let fields = this.next(isLast); fields; fields = this.next(isLast)) {
      if (fields.length > MAX_COLUMNS) throw new S3Error('OverMaxColumn');
      yield fields;
    }
    if (this.text.length - this.at > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
  }

  /** Empty lines and comments are no records. `undefined` when the text does not hold another one wholly. */
  private next(isLast: boolean): string[] | undefined {
    const { recordDelimiter, fieldDelimiter, comment } = this.dialect;
    while (this.at < this.text.length) {
      const found = this.text.indexOf(recordDelimiter, this.at);
      const isWhole = found >= 0 || isLast;
      const end = found < 0 ? this.text.length : found;
      const isComment = comment !== '' && this.text.startsWith(comment, this.at);
      if (!isComment && this.nextQuote() < end) return this.nextQuoted(isLast);
      if (!isWhole) return undefined;
      if (end - this.at > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
      const line = this.withoutReturn(this.at, end);
      this.at = found < 0 ? end : end + recordDelimiter.length;
      if (!isComment && line !== '') return line.split(fieldDelimiter, MAX_COLUMNS + 1);
    }
    return undefined;
  }

  private nextQuote(): number {
    if (this.quoteAt < this.at) {
      const found = this.dialect.quote === '' ? -1 : this.text.indexOf(this.dialect.quote, this.at);
      this.quoteAt = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.quoteAt;
  }

  private withoutReturn(start: number, end: number): string {
    const isReturn = this.dialect.recordDelimiter === '\n' && end > start && this.text[end - 1] === '\r';
    return this.text.slice(start, isReturn ? end - 1 : end);
  }

  /** A record with a quote in it, field by field. */
  private nextQuoted(isLast: boolean): string[] | undefined {
    const { fieldDelimiter, quote } = this.dialect;
    const fields: string[] = [];
    for (let at = this.at; ; at += fieldDelimiter.length) {
      const field = this.text.startsWith(quote, at)
        ? this.quotedField(at, isLast)
        : this.plainField(at, isLast);
      if (!field) return undefined;
      fields.push(field.text);
      at = field.end;
      if (at - this.at > MAX_RECORD) throw new S3Error('OverMaxRecordSize');
      if (fields.length > MAX_COLUMNS) throw new S3Error('OverMaxColumn');
      if (this.text.startsWith(fieldDelimiter, at)) continue;
      this.at = this.behindRecord(at);
      return fields;
    }
  }

  /** `end` is where the delimiter stands. */
  private plainField(start: number, isLast: boolean): Field | undefined {
    const found = this.text.indexOf(this.dialect.recordDelimiter, start);
    if (found < 0 && !isLast) return undefined;
    const line = this.withoutReturn(start, found < 0 ? this.text.length : found);
    const comma = line.indexOf(this.dialect.fieldDelimiter);
    const text = comma < 0 ? line : line.slice(0, comma);
    return { text, end: start + text.length };
  }

  private quotedField(start: number, isLast: boolean): Field | undefined {
    const { quote, escape } = this.dialect;
    let value = '';
    let from = start + 1;
    for (let at = from; at < this.text.length;) {
      const character = this.text[at];
      const follower = this.text[at + 1];
      if (follower === undefined && !isLast) return undefined;
      if (character === escape && (follower === quote || (follower === escape && escape !== quote))) {
        value += this.text.slice(from, at) + follower;
        at += 2;
        from = at;
      } else if (character === quote) {
        value += this.text.slice(from, at);
        return this.closed(value, at + 1, isLast);
      } else at = this.nextSpecial(at + 1);
    }
    if (isLast) throw new S3Error('CSVParsingError');
    return undefined;
  }

  private nextSpecial(start: number): number {
    const { quote, escape } = this.dialect;
    if (quote === escape) {
      const found = this.text.indexOf(quote, start);
      return found < 0 ? this.text.length : found;
    }
    let at = start;
    while (at < this.text.length && this.text[at] !== quote && this.text[at] !== escape) at += 1;
    return at;
  }

  /** Behind a closing quote stands a delimiter or the end. */
  private closed(text: string, end: number, isLast: boolean): Field | undefined {
    const { recordDelimiter, fieldDelimiter, allowsQuotedRecordDelimiter } = this.dialect;
    if (!allowsQuotedRecordDelimiter && text.includes(recordDelimiter))
      throw new S3Error('CSVEscapingRecordDelimiter');
    const rest = this.text.slice(end, end + 2);
    if (rest.length < 2 && !isLast) return undefined;
    const isEnd =
      rest === '' ||
      rest.startsWith(recordDelimiter) ||
      rest.startsWith(fieldDelimiter) ||
      (recordDelimiter === '\n' && (rest === '\r\n' || rest === '\r'));
    if (!isEnd) throw new S3Error('CSVUnescapedQuote');
    return { text, end };
  }

  private behindRecord(end: number): number {
    const { recordDelimiter } = this.dialect;
    const start = recordDelimiter === '\n' && this.text[end] === '\r' ? end + 1 : end;
    return Math.min(start + recordDelimiter.length, this.text.length);
  }
}

interface Field {
  readonly text: string;
  readonly end: number;
}
