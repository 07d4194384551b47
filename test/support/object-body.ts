import { createHash } from 'node:crypto';
import type { ChecksumAlgorithm } from '../../src/checksum/checksum.js';
import { createDigest } from '../../src/checksum/digest.js';
import { VerifiedBody } from '../../src/checksum/verified-body.js';

export interface TestBodyOptions {
  /** Computed and given back, as if the client had asked for it. */
  readonly declared?: ChecksumAlgorithm;
  /** Bytes per chunk; 64 KiB by default. Every chunk is overwritten when the next one is asked for. */
  readonly chunkSize?: number;
  /** Thrown in place of the chunk that would begin at or after this position, or after the last one. */
  readonly fail?: { readonly at: number; readonly error: Error };
}

/** An upload from bytes in memory. It lends its chunks: whoever keeps one without a copy finds it spoiled. */
export function objectBody(bytes: Buffer | string, options: TestBodyOptions = {}): VerifiedBody {
  const data = Buffer.from(bytes);
  const declared = options.declared && { algorithm: options.declared };
  return new VerifiedBody({ source: lend(data, options), size: data.length, declared });
}

/** As `objectBody`, of a size that nobody says. */
export function openBody(bytes: Buffer | string, options: TestBodyOptions = {}): VerifiedBody<undefined> {
  return new VerifiedBody({ source: lend(Buffer.from(bytes), options), size: undefined });
}

async function* lend(data: Buffer, { chunkSize = 65_536, fail }: TestBodyOptions): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += chunkSize) {
    if (fail && at >= fail.at) throw fail.error;
    const chunk = Buffer.from(data.subarray(at, at + chunkSize));
    await new Promise(setImmediate);
    yield chunk;
    chunk.fill(0xdb);
  }
  if (fail) throw fail.error;
}

/** base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, data: Buffer | string): string {
  const running = createDigest(algorithm);
  running.update(Buffer.from(data));
  return running.digest().toString('base64');
}

/** Lower-case hex. */
export function md5(data: Buffer | string): string {
  return createHash('md5').update(data).digest('hex');
}
