import { availableParallelism } from 'node:os';
import type { ChecksumAlgorithm } from './checksum.js';
import { DigestPool } from './digest-pool.js';
import type { DigestSet } from './digest-set.js';
import { InlineDigestSet } from './inline-digest-set.js';

/** Bodies from this size on, in bytes, are hashed in other threads. */
export const THREADED_FROM = 1024 * 1024;

/** More threads than these hash faster than one event loop can receive. */
const MAX_THREADS = 4;

const cores = availableParallelism();
let pool: DigestPool | undefined;

/** The fastest way to hash a body of `size` bytes. The set needs `discard()` when it is no longer wanted. */
export function createDigestSet(algorithms: readonly ChecksumAlgorithm[], size: number): DigestSet {
  if (size < THREADED_FROM || cores === 1) return new InlineDigestSet(algorithms);
  pool ??= new DigestPool(Math.min(cores, MAX_THREADS));
  return pool.open(algorithms) ?? new InlineDigestSet(algorithms);
}

/** Ends the hashing threads, at shutdown; bodies that are still being hashed fail. */
export async function closeDigestPool(): Promise<void> {
  await pool?.close();
}
