import { constants } from 'node:os';
import type { FileRef } from './file-calls.js';
import { NO_ATTRIBUTE, systemError } from './system-error.js';

const { errno } = constants;

/** Linux's largest attribute (XATTR_SIZE_MAX): reading into this much answers with one call. */
export const XATTR_BUFFER_SIZE = 1 << 16;

export const LOCK_EXCLUSIVE_NOW = 2 | 4;

/** Arguments of `linkat(2)` that give an O_TMPFILE file its name: AT_FDCWD and AT_SYMLINK_FOLLOW. */
export const linkArguments = (fd: number, to: string): [number, string, number, string, number] => [
  AT_FDCWD,
  `/proc/self/fd/${fd}`,
  AT_FDCWD,
  to,
  AT_SYMLINK_FOLLOW,
];

const AT_FDCWD = -100;
const AT_SYMLINK_FOLLOW = 0x400;

/** Throws for a negated errno. */
export function assertDone(result: number, syscall: string, file?: FileRef): number {
  if (result < 0) throw systemError(-result, syscall, typeof file === 'string' ? file : undefined);
  return result;
}

/** `assertDone` for calls that answer "no such attribute" quietly: false then. */
export function hasAttribute(result: number, syscall: string, file: FileRef): boolean {
  if (result === -NO_ATTRIBUTE) return false;
  assertDone(result, syscall, file);
  return true;
}

/** The buffer of an attribute call was too small. */
export const isTooSmall = (result: number): boolean => result === -errno.ERANGE;

/** Whether `flock(LOCK_NB)` got the lock. */
export function gotLock(result: number): boolean {
  if (result === -errno.EAGAIN) return false;
  assertDone(result, 'flock');
  return true;
}

/** Names of `listxattr(2)`: each ends with a NUL. */
export const attributeNames = (list: Buffer): string[] => list.toString('utf8').split('\0').slice(0, -1);
