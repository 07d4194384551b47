import { randomBytes } from 'node:crypto';
import { NULL_VERSION } from './versions.js';

/** Steps of the clock within one millisecond, so that a writer is ahead of it only under a great load. */
const STEPS = 0x1_0000n;
const STAMP_DIGITS = 16;

/**
 * An id that sorts, as a string, after `newest`, which is the newest id of the same key, wherever the clock stands:
 * 16 hex digits of a time that only moves forward, then 16 at random. Ids of one key therefore tell their order even
 * of a version that is gone, and two writers that know nothing of each other never make the same one.
 */
export function nextVersionId(newest?: string, now: number = Date.now()): string {
  const clock = BigInt(now) * STEPS;
  const after = newest === undefined ? 0n : BigInt(`0x${newest.slice(0, STAMP_DIGITS)}`) + 1n;
  const stamp = clock > after ? clock : after;
  return stamp.toString(16).padStart(STAMP_DIGITS, '0') + randomBytes(8).toString('hex');
}

const PATTERN = /^[0-9a-f]{32}$/;

/** A ULID: what versitygw names its versions by. */
const FOREIGN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Whether a string can be an id that `nextVersionId` made. */
export function isVersionId(text: string): boolean {
  return PATTERN.test(text);
}

/** Whether there can be a version with this id: one made here or by versitygw, or `null`. */
export function isWellFormedVersionId(text: string): boolean {
  return text === NULL_VERSION || PATTERN.test(text) || FOREIGN.test(text);
}
