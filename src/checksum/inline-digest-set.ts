import type { ChecksumAlgorithm } from './checksum.js';
import { createDigest } from './digest.js';
import type { DigestResults, DigestSet } from './digest-set.js';

/** Hashes in the calling thread, at once: the cheapest for small bodies. */
export class InlineDigestSet implements DigestSet {
  private readonly digests;

  constructor(algorithms: readonly ChecksumAlgorithm[]) {
    this.digests = algorithms.map((algorithm) => [algorithm, createDigest(algorithm)] as const);
  }

  update(chunk: Uint8Array): void {
    for (const [, digest] of this.digests) digest.update(chunk);
  }

  finish(): DigestResults {
    return new Map(this.digests.map(([algorithm, digest]) => [algorithm, digest.digest()]));
  }

  discard(): void {}
}
