import type { ChunkSignatures } from '../../auth/sigv4/signed-chunks.js';
import { S3Error } from '../../errors/s3.error.js';
import { ByteReader } from './byte-reader.js';
import { incompleteBody, wrongLength } from './length-limit.js';
import { MAX_LINE, readTrailers } from './trailers.js';

/** Bytes that a signed chunk must have, unless it is the last with data. */
const MIN_SIGNED_CHUNK = 8192;

const EXTENSION = 'chunk-signature=';

export interface AwsChunkedOptions {
  /** `x-amz-decoded-content-length`. */
  readonly decodedLength: number;
  /** Present when the chunks are signed. */
  readonly signatures?: ChunkSignatures;
  /** Lower-case names of `x-amz-trailer`; absent when the mode has no trailers. */
  readonly announced?: readonly string[];
  /** Receives the trailers; complete when the iteration has ended normally. */
  readonly trailers: Map<string, string>;
}

interface ChunkHeader {
  readonly size: number;
  readonly signature: string;
}

/** `10000;chunk-signature=…`; unsigned chunks may have extensions, which say nothing. */
function parseHeader(line: string | undefined, signed: boolean): ChunkHeader {
  if (line === undefined) throw incompleteBody();
  const semicolon = line.indexOf(';');
  const digits = semicolon < 0 ? line : line.slice(0, semicolon);
  const extension = semicolon < 0 ? '' : line.slice(semicolon + 1);
  if (digits.length > 13 || !/^[0-9a-fA-F]+$/.test(digits)) throw incompleteBody();
  if (!signed) return { size: Number.parseInt(digits, 16), signature: '' };
  if (!extension.startsWith(EXTENSION)) throw incompleteBody();
  return { size: Number.parseInt(digits, 16), signature: extension.slice(EXTENSION.length) };
}

/** Refuses a chunk before its bytes are read. */
class ChunkSizes {
  private left: number;
  private before = MIN_SIGNED_CHUNK;
  private count = 0;

  constructor(private readonly options: AwsChunkedOptions) {
    this.left = options.decodedLength;
  }

  /** @throws S3Error IncompleteBody, InvalidChunkSizeError */
  admit(size: number): void {
    if (size > this.left || (size === 0 && this.left > 0)) {
      const { decodedLength } = this.options;
      throw wrongLength(decodedLength, decodedLength - this.left + size);
    }
    if (this.options.signatures && size > 0 && this.before < MIN_SIGNED_CHUNK) {
      throw new S3Error('InvalidChunkSizeError', { Chunk: this.count, BadChunkSize: this.before });
    }
    this.left -= size;
    this.before = size;
    this.count += 1;
  }
}

async function* chunkData(
  reader: ByteReader,
  size: number,
  signatures: ChunkSignatures | undefined,
): AsyncGenerator<Buffer, void, void> {
  for (let left = size; left > 0;) {
    const bytes = await reader.take(left);
    if (!bytes) throw incompleteBody();
    left -= bytes.length;
    signatures?.update(bytes);
    yield bytes;
  }
  if ((await reader.line(0)) !== '') throw incompleteBody();
}

/**
 * The bytes inside the aws-chunked framing, as views of what came in. Bytes of a signed chunk are handed out before
 * its signature was checked; the check fails at the end of that chunk.
 * Source: S3 API Reference, "Transferring Payload in Multiple Chunks", "… Including trailing headers".
 * @throws S3Error IncompleteBody, InvalidChunkSizeError, SignatureDoesNotMatch, MalformedTrailerError
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: AwsChunkedOptions,
): AsyncGenerator<Buffer, void, void> {
  const { signatures, announced, trailers } = options;
  const reader = new ByteReader(source);
  const sizes = new ChunkSizes(options);
  try {
    for (;;) {
      const { size, signature } = parseHeader(await reader.line(MAX_LINE), signatures !== undefined);
      sizes.admit(size);
      if (size > 0) yield* chunkData(reader, size, signatures);
      signatures?.endChunk(signature);
      if (size === 0) break;
    }
    if (announced) await readTrailers(reader, { announced, signatures }, trailers);
    else if ((await reader.line(0)) !== '') throw incompleteBody();
    if (!(await reader.isAtEnd())) throw incompleteBody();
  } finally {
    await reader.close();
  }
}
