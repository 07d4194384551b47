import { createHash } from 'node:crypto';
import type { BodyDigests, ChecksumAlgorithm, ObjectBody } from '../../src/checksum/checksum.js';
import { createDigest } from '../../src/checksum/digest.js';

export interface TestBodyOptions {
  /** Computed and given back, as if the client had sent it. */
  readonly declared?: ChecksumAlgorithm;
  /** Bytes per chunk; 64 KiB by default. Every chunk is overwritten when the next one is asked for. */
  readonly chunkSize?: number;
  /** Thrown in place of the chunk that would begin at or after this position, or after the last one. */
  readonly fail?: { readonly at: number; readonly error: Error };
}

/**
 * An upload from bytes in memory. Like the real one it lends its chunks: whoever keeps one without a copy
 * finds it spoiled.
 */
export function objectBody(bytes: Buffer | string, options: TestBodyOptions = {}): ObjectBody {
  const data = Buffer.from(bytes);
  const algorithms = new Set<ChecksumAlgorithm>(options.declared ? [options.declared] : []);
  let digests: BodyDigests | undefined;
  let started = false;
  return {
    size: data.length,
    declared: options.declared,
    require(algorithm) {
      if (started) throw new Error('require() after the first byte was asked for');
      algorithms.add(algorithm);
    },
    async *read() {
      if (started) throw new Error('the body was read twice');
      started = true;
      yield* lend(data, options);
      digests = digest(data, algorithms);
    },
    digests() {
      if (!digests) throw new Error('digests() before read() ended');
      return digests;
    },
  };
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

function digest(data: Buffer, algorithms: Iterable<ChecksumAlgorithm>): BodyDigests {
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of algorithms) checksums[algorithm] = checksumOf(algorithm, data);
  return { md5: md5(data), checksums };
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
