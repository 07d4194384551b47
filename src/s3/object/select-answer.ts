import { S3Error } from '../../errors/s3.error.js';
import { encodeMessage } from '../../select/event-message.js';
import type { Counts, SelectEvent } from '../../select/result.stream.js';
import { openSpan, type OpenSpan } from '../../tracing/span.js';
import { writeXml } from '../xml/xml.writer.js';

/** One event as a message of the answer. Source: S3 API Reference, "Appendix: SelectObjectContent Response". */
function messageOf(event: SelectEvent): Buffer {
  const headers = (contentType?: string): Record<string, string> => ({
    ':message-type': 'event',
    ':event-type': event.kind,
    ...(contentType === undefined ? {} : { ':content-type': contentType }),
  });
  switch (event.kind) {
    case 'Records':
      return encodeMessage(headers('application/octet-stream'), event.payload);
    case 'Progress':
    case 'Stats':
      return encodeMessage(headers('text/xml'), Buffer.from(countsDocument(event.kind, event.counts)));
    case 'Cont':
    case 'End':
      return encodeMessage(headers());
  }
}

const countsDocument = (name: string, { scanned, processed, returned }: Counts): string =>
  writeXml(name, { BytesScanned: scanned, BytesProcessed: processed, BytesReturned: returned });

/** The status has left: only a message can tell the client what is wrong. */
const errorMessage = ({ code, message }: S3Error): Buffer =>
  encodeMessage({ ':message-type': 'error', ':error-code': code, ':error-message': message });

/** The messages of an answer. */
export class SelectAnswer implements AsyncIterableIterator<Buffer, void, undefined> {
  /** A fault of ours whose message was sent. */
  private fault: S3Error | undefined;
  private isOver = false;

  private constructor(
    private readonly events: AsyncIterator<SelectEvent, void, undefined>,
    private readonly span: OpenSpan | undefined,
    private first: IteratorResult<SelectEvent, void> | undefined,
  ) {}

  /**
   * Makes the first message: what goes wrong until then is an error of HTTP. Later an error of the data ends the answer
   * with a message, and a fault of ours is thrown behind its message.
   * @throws S3Error as `select`
   */
  static async open(events: AsyncGenerator<SelectEvent, void>): Promise<SelectAnswer> {
    const span = openSpan('Select.Run');
    const followed = span ? span.follow(events) : events;
    return new SelectAnswer(followed, span, await followed.next());
  }

  async next(): Promise<IteratorResult<Buffer, void>> {
    if (this.fault) throw this.fault;
    if (this.isOver) return { done: true, value: undefined };
    try {
      const item = this.first ?? (await this.events.next());
      this.first = undefined;
      if (item.done) return item;
      if (item.value.kind === 'Stats') this.describe(item.value.counts);
      return { done: false, value: messageOf(item.value) };
    } catch (error) {
      this.isOver = true;
      if (error instanceof S3Error) return { done: false, value: errorMessage(error) };
      this.fault = new S3Error('InternalError', {}, { cause: error });
      return { done: false, value: errorMessage(this.fault) };
    }
  }

  async return(): Promise<IteratorResult<Buffer, void>> {
    this.isOver = true;
    await this.events.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private describe({ scanned, processed, returned }: Counts): void {
    this.span?.span.setAttributes({
      'select.bytes_scanned': scanned,
      'select.bytes_processed': processed,
      'select.bytes_returned': returned,
    });
  }
}
