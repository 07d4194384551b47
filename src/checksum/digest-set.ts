import type { MaybePromise } from '../common/maybe-promise.js';
import type { ChecksumAlgorithm } from './checksum.js';

/** Raw digests, big-endian. */
export type DigestResults = ReadonlyMap<ChecksumAlgorithm, Buffer>;

/** Several digests of the same bytes. After one call of `finish` or `discard` no other method is called but `discard`. */
export interface DigestSet {
  /** The chunk must stay as it is until the result is there; only then may the next one come. */
  update(chunk: Buffer): MaybePromise<void>;
  finish(): MaybePromise<DigestResults>;
  /** Lets go of everything; pending promises may never settle. Harmless after `finish` and when repeated. */
  discard(): void;
}

/** The result of an algorithm that was asked for. */
export function digestOf(results: DigestResults, algorithm: ChecksumAlgorithm): Buffer {
  const digest = results.get(algorithm);
  if (!digest) throw new Error(`${algorithm} was not computed`);
  return digest;
}
