import { openSpan, type OpenSpan } from '../../tracing/span.js';
import type { ByteRange, ObjectInfo, StoredObject } from '../model/object.js';
import type { OpenObject } from './object-files.js';
import type { Storage } from './storage.js';
import { throughput } from './throughput.js';

/** Up to this many bytes are read with one call at once. */
const SMALL = 64 * 1024;

/** An open file as the port gives it out. The file is closed when its reader has ended, stopped, or called `close`. */
export class ObjectReader implements StoredObject {
  private reading: FileStream | undefined;
  private closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly file: OpenObject,
    readonly info: ObjectInfo,
  ) {}

  read(range?: ByteRange): AsyncIterable<Buffer> {
    if (this.reading || this.closed) throw new Error('A stored object is read once');
    const span = openSpan('Posix.IO.ReadData', { 'posix.object': this.info.key });
    const whole = { first: 0, last: this.info.size - 1 };
    this.reading = new FileStream(this.storage, this.file.fd, range ?? whole, span);
    return this.reading;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.reading) await this.reading.return();
    else await this.storage.calls.close(this.file.fd);
  }
}

/**
 * The bytes of a range of an open file. While the consumer has one buffer the next one is being filled. Written by
 * hand because a generator that was never started does not run its `finally`: the file would stay open.
 */
class FileStream implements AsyncIterableIterator<Buffer, undefined> {
  private position: number;
  /** What the consumer holds; goes back to the pool when it asks for more. */
  private lent: Buffer | undefined;
  private ahead: Promise<Buffer> | undefined;
  private over = false;
  private readonly started = performance.now();

  constructor(
    private readonly storage: Storage,
    private readonly fd: number,
    private readonly range: ByteRange,
    private readonly span: OpenSpan | undefined,
  ) {
    this.position = range.first;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.over) return { done: true, value: undefined };
    try {
      const chunk = await this.take();
      if (chunk) return { done: false, value: chunk };
      await this.end();
    } catch (error) {
      await this.end(error);
      throw error;
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    await this.end();
    return { done: true, value: undefined };
  }

  private async take(): Promise<Buffer | undefined> {
    const length = this.range.last - this.range.first + 1;
    if (length <= SMALL) return this.position > this.range.last ? undefined : this.readAtOnce(length);
    this.ahead ??= this.fill();
    const chunk = await this.ahead;
    if (this.over) return undefined;
    this.release();
    this.ahead = undefined;
    if (chunk.length === 0) return undefined;
    this.lent = chunk;
    if (this.position <= this.range.last) {
      this.ahead = this.fill();
      this.ahead.catch(() => undefined);
    } else this.ahead = Promise.resolve(Buffer.alloc(0));
    return chunk;
  }

  private async readAtOnce(length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const rest = done === 0 ? buffer : buffer.subarray(done);
      const count = await this.storage.calls.read(this.fd, rest, this.position);
      if (count === 0) throw this.shrunk();
      done += count;
      this.position += count;
    }
    return buffer;
  }

  private async fill(): Promise<Buffer> {
    const { data, buffers } = this.storage;
    const buffer = buffers.take();
    try {
      const wanted = buffer.subarray(0, Math.min(buffer.length, this.range.last - this.position + 1));
      const count = await data.read(this.fd, wanted, this.position);
      if (count === 0) throw this.shrunk();
      this.position += count;
      return count === buffer.length ? buffer : buffer.subarray(0, count);
    } catch (error) {
      buffers.give(buffer);
      throw error;
    }
  }

  private shrunk(): Error {
    return new Error(
      `the file ended at byte ${this.position} before the end of the range at ${this.range.last}`,
    );
  }

  private release(chunk = this.lent): void {
    if (chunk && chunk.length > 0) this.storage.buffers.give(wholeBuffer(chunk));
    this.lent = undefined;
  }

  private async end(error?: unknown): Promise<void> {
    if (this.over) return;
    this.over = true;
    const unread = await this.ahead?.catch(() => undefined);
    this.release();
    this.release(unread);
    await this.storage.calls.close(this.fd);
    const bytes = this.position - this.range.first - (unread?.length ?? 0);
    this.span?.span.setAttributes({
      'posix.bytes_read': bytes,
      ...throughput(bytes, performance.now() - this.started),
    });
    this.span?.end(error);
  }
}

/** The pooled buffer that a chunk is the beginning of: each has memory of its own. */
function wholeBuffer(chunk: Buffer): Buffer {
  return chunk.length === chunk.buffer.byteLength ? chunk : Buffer.from(chunk.buffer);
}
