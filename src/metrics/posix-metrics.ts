import type { RecordedSpan } from '../tracing/recorder/recorded-span.js';

const IO = 'Posix.IO.';

/** Attributes that say how many bytes a step has moved; a step has one of them. */
const BYTES = ['posix.bytes_read', 'posix.bytes_written', 'posix.bytes_copied'] as const;

const COPY_METHOD = 'posix.copy_method';

/** Where each copy says once how it was made: others that contain it repeat it. */
const FILE_COPY = `${IO}FastFileCopy`;
const OBJECT_COPY = 'Backend.CopyObject';
const PART_COPY = 'Backend.UploadPartCopy';

const METHODS = ['copy_file_range', 'reflink', 'io_copy_with_checksum', 'custom_move', 'io_copy_fallback'];

/** What one kind of step has done. */
export interface IoCount {
  bytes: number;
  /** Of all steps, those inside others included. */
  milliseconds: number;
}

/** What the file system was asked to do, as the spans of its steps say. */
export class PosixMetrics {
  /** By the last word of the name. */
  readonly calls = new Map<string, IoCount>();
  readonly copies = new Map<string, number>(METHODS.map((method) => [method, 0]));
  /** The same by the whole name. */
  private readonly byName = new Map<string, IoCount>();

  constructor() {
    for (const call of ['ReadData', 'WriteData', 'CopyFileRange']) this.io(`${IO}${call}`);
  }

  /** A span that has ended. */
  count(span: RecordedSpan): void {
    const { name } = span;
    if (name.startsWith(IO)) {
      this.add(this.byName.get(name) ?? this.io(name), span);
      if (name === FILE_COPY) this.copied(span);
    } else if (name === OBJECT_COPY || name === PART_COPY) this.copied(span);
  }

  /** A copy that was not made has no method; one of somebody else's making counts for nothing. */
  private copied(span: RecordedSpan): void {
    const method = span.attribute(COPY_METHOD);
    const copies = typeof method === 'string' ? this.copies.get(method) : undefined;
    if (copies !== undefined) this.copies.set(method as string, copies + 1);
  }

  private add(count: IoCount, span: RecordedSpan): void {
    const { startTime, endTime = startTime } = span;
    count.milliseconds += endTime - startTime;
    for (const name of BYTES) {
      const value = span.attribute(name);
      if (typeof value === 'number') count.bytes += value;
    }
  }

  private io(name: string): IoCount {
    const count = { bytes: 0, milliseconds: 0 };
    this.byName.set(name, count);
    this.calls.set(name.slice(IO.length), count);
    return count;
  }
}
