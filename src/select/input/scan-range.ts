import { S3Error } from '../../errors/s3.error.js';

export interface ScanRange {
  readonly start?: number;
  readonly end?: number;
}

/** Inclusive byte positions. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Where the first bytes of the wanted records lie; `undefined` when there is no such place. `End` alone means the last
 * bytes of the object. Source: S3 API Reference, ScanRange. @throws S3Error InvalidScanRange
 */
export function spanOf({ start, end }: ScanRange, size: number): Span | undefined {
  if (start === undefined && end === undefined) throw new S3Error('InvalidScanRange');
  if (start !== undefined && end !== undefined && end < start) throw new S3Error('InvalidScanRange');
  const first = start ?? Math.max(size - (end ?? 0), 0);
  const last = Math.min(start === undefined ? size : (end ?? size), size - 1);
  return first > last ? undefined : { first, last };
}

/**
 * The records whose first byte lies in the span. `source` begins a delimiter's length before it, or where the object
 * does.
 */
export async function* recordsIn(
  source: AsyncIterable<Buffer>,
  span: Span,
  delimiter: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  let offset = Math.max(span.first - delimiter.length, 0);
  const from = new DelimiterSearch(delimiter);
  const until = new DelimiterSearch(delimiter);
  let isInside = span.first === 0;
  for await (const chunk of source) {
    let start = 0;
    if (!isInside) {
      start = from.behind(chunk, 0);
      isInside = start >= 0;
      if (isInside && offset + start > span.last) return;
    }
    // The record that the last byte of the span belongs to ends with the first delimiter at or behind it.
    const tail = Math.max(span.last - delimiter.length + 1 - offset, isInside ? start : chunk.length, 0);
    offset += chunk.length;
    const end = tail < chunk.length ? until.behind(chunk, tail) : -1;
    if (isInside) yield chunk.subarray(start, end < 0 ? chunk.length : end);
    if (end >= 0) return;
  }
}

/** Finds a delimiter that may lie across two chunks. */
class DelimiterSearch {
  private carried = Buffer.alloc(0);

  constructor(private readonly delimiter: Buffer) {}

  /** Index behind the first delimiter at or behind `start`; -1 when there is none yet. */
  behind(chunk: Buffer, start: number): number {
    const { length } = this.delimiter;
    const kept = this.carried.length;
    if (kept > 0) {
      const seam = Buffer.concat([this.carried, chunk.subarray(start, start + length - 1)]);
      const found = seam.indexOf(this.delimiter);
      if (found >= 0) return start + found + length - kept;
    }
    const found = chunk.indexOf(this.delimiter, start);
    if (found >= 0) return found + length;
    this.carried = Buffer.from(chunk.subarray(Math.max(start, chunk.length - length + 1)));
    return -1;
  }
}
