import { createHash } from 'node:crypto';
import type { BodyDigests, ChecksumAlgorithm, ObjectBody } from '../../checksum/checksum.js';
import { createDigest } from '../../checksum/digest.js';
import { S3Error } from '../../errors/s3.error.js';
import type { ByteRange } from '../model/object.js';

const READ_SIZE = 256 * 1024;

/** Bytes that never change: objects and parts share them. */
export class MemoryContent {
  /** Bytes. */
  readonly size: number;

  constructor(private readonly pieces: readonly Buffer[]) {
    this.size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** Nothing is copied. */
  static join(contents: readonly MemoryContent[]): MemoryContent {
    return new MemoryContent(contents.flatMap((content) => content.pieces));
  }

  /** @throws InvalidRange when it leaves the content */
  slice({ first, last }: ByteRange): MemoryContent {
    if (last >= this.size) {
      throw new S3Error('InvalidRange', {
        ActualObjectSize: this.size,
        RangeRequested: `bytes=${first}-${last}`,
      });
    }
    const pieces: Buffer[] = [];
    let start = 0;
    for (const piece of this.pieces) {
      const from = Math.max(first - start, 0);
      const to = Math.min(last + 1 - start, piece.length);
      if (from < to) pieces.push(piece.subarray(from, to));
      start += piece.length;
    }
    return new MemoryContent(pieces);
  }

  async *read(): AsyncGenerator<Buffer, void, void> {
    for (const piece of this.pieces) {
      for (let at = 0; at < piece.length; at += READ_SIZE) {
        // Other requests get their turn, however fast the reader is.
        if (at > 0) await new Promise(setImmediate);
        yield piece.subarray(at, at + READ_SIZE);
      }
    }
  }
}

/** Reads a body whole. Room for its size has been reserved; one of unknown size asks for it by `more`. */
export async function receive(body: ObjectBody, more: (bytes: number) => void): Promise<MemoryContent> {
  if (body.size === undefined) return gather(body, more);
  const bytes = Buffer.allocUnsafeSlow(body.size);
  let at = 0;
  for await (const chunk of body.read()) at += chunk.copy(bytes, at);
  return new MemoryContent([bytes.subarray(0, at)]);
}

async function gather(body: ObjectBody, more: (bytes: number) => void): Promise<MemoryContent> {
  const pieces: Buffer[] = [];
  for await (const chunk of body.read()) {
    more(chunk.length);
    pieces.push(Buffer.from(chunk));
  }
  return new MemoryContent(pieces);
}

/** MD5 and, when asked for, one checksum of bytes that are stored already. */
export async function digestContent(
  content: MemoryContent,
  algorithm?: ChecksumAlgorithm,
): Promise<BodyDigests> {
  const md5 = createHash('md5');
  const digest = algorithm && createDigest(algorithm);
  for await (const chunk of content.read()) {
    md5.update(chunk);
    digest?.update(chunk);
  }
  const checksums = algorithm && digest ? { [algorithm]: digest.digest().toString('base64') } : {};
  return { md5: md5.digest('hex'), checksums };
}
