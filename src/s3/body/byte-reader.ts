import { sourceError } from './length-limit.js';

const CR = 0x0d;
const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Lines and byte runs of a body whose chunks may split anywhere; nothing but lines is ever copied. */
export class ByteReader {
  private readonly iterator: AsyncIterator<Buffer>;
  private chunk: Buffer = NOTHING;
  private at = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** Between 1 and `limit` bytes, `undefined` at the end of the source. */
  async take(limit: number): Promise<Buffer | undefined> {
    if (!(await this.fill())) return undefined;
    const end = Math.min(this.chunk.length, this.at + limit);
    const bytes = this.chunk.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  /** A line without its CRLF, as latin1. `undefined` when it is longer than `limit`, badly ended or cut off. */
  async line(limit: number): Promise<string | undefined> {
    const longest = limit + 2;
    let line = '';
    while (line.length < longest && (await this.fill())) {
      const feed = this.chunk.indexOf(LF, this.at);
      const end = feed < 0 ? this.chunk.length : feed + 1;
      if (end - this.at > longest - line.length) return undefined;
      line += this.chunk.toString('latin1', this.at, end);
      this.at = end;
      if (feed >= 0) return line.charCodeAt(line.length - 2) === CR ? line.slice(0, -2) : undefined;
    }
    return undefined;
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.fill());
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  /** Whether a byte is there. */
  private async fill(): Promise<boolean> {
    while (this.at === this.chunk.length) {
      const next = await this.next();
      if (next.done) return false;
      this.chunk = next.value;
      this.at = 0;
    }
    return true;
  }

  private async next(): Promise<IteratorResult<Buffer, unknown>> {
    try {
      return await this.iterator.next();
    } catch (error) {
      throw sourceError(error);
    }
  }
}
