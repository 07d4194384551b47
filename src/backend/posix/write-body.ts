import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import type { Storage } from './storage.js';
import { throughput } from './throughput.js';

/** What is written: an `ObjectBody`, or anything else that knows its length. */
export interface ByteSource {
  /** Bytes; `undefined` where the end is known when it comes. */
  readonly size: number | undefined;
  /** Exactly `size` bytes where it is known, or an error. A chunk is valid until the next one is asked for. */
  read(): AsyncIterable<Buffer>;
}

/** Up to this many bytes are written with one call at once. */
const SMALL = 64 * 1024;

/** From this size on the file system is asked for the room before the first byte is read. */
const ALLOCATE_FROM = 16 * 1024 * 1024;

/** Writes a body to an empty file. When it gives back normally the body has been verified. */
export async function writeBody(storage: Storage, fd: number, body: ByteSource): Promise<void> {
  await traced('Posix.IO.WriteData', {}, async (span) => {
    const started = performance.now();
    const { size } = body;
    const written =
      size !== undefined && size <= SMALL
        ? await writeSmall(storage, fd, body, size)
        : await writeLarge(storage, fd, body);
    span.setAttributes({
      'posix.bytes_written': written,
      ...throughput(written, performance.now() - started),
    });
  });
}

async function writeSmall(storage: Storage, fd: number, body: ByteSource, size: number): Promise<number> {
  let gathered: Buffer | undefined;
  let filled = 0;
  for await (const chunk of body.read()) {
    if (chunk.length > size - filled) throw new S3Error('IncompleteBody');
    if (chunk.length === size) await storage.calls.write(fd, chunk, 0);
    else {
      gathered ??= Buffer.allocUnsafe(size);
      chunk.copy(gathered, filled);
    }
    filled += chunk.length;
  }
  if (filled !== size) throw new S3Error('IncompleteBody');
  if (gathered && filled > 0) await storage.calls.write(fd, gathered, 0);
  return filled;
}

/** Two pooled buffers: while one is being written the other one is filled. */
async function writeLarge(storage: Storage, fd: number, body: ByteSource): Promise<number> {
  const { data, buffers } = storage;
  if (body.size !== undefined && body.size >= ALLOCATE_FROM) await data.allocate(fd, body.size);
  let filling = buffers.take();
  let spare = buffers.take();
  let filled = 0;
  let position = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await writing;
    writing = data.write(fd, filling.subarray(0, filled), position);
    // A body that fails meanwhile is reported first; the write is awaited below.
    writing.catch(() => undefined);
    position += filled;
    filled = 0;
    [filling, spare] = [spare, filling];
  };
  try {
    for await (const chunk of body.read()) {
      for (let taken = 0; taken < chunk.length;) {
        const count = chunk.copy(filling, filled, taken);
        taken += count;
        filled += count;
        if (filled === filling.length) await flush();
      }
    }
    if (filled > 0) await flush();
    await writing;
    if (body.size !== undefined && position !== body.size) throw new S3Error('IncompleteBody');
    return position;
  } finally {
    await writing.catch(() => undefined);
    buffers.give(filling);
    buffers.give(spare);
  }
}
