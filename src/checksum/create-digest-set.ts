import type { ChecksumAlgorithm } from './checksum.js';
import type { DigestSet } from './digest-set.js';
import { InlineDigestSet } from './inline-digest-set.js';

/** The cheapest way to hash a body of `size` bytes with these algorithms. */
export function createDigestSet(algorithms: readonly ChecksumAlgorithm[], _size: number): DigestSet {
  return new InlineDigestSet(algorithms);
}
