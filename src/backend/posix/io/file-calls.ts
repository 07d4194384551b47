import type { Dirent, Stats } from 'node:fs';
import type { MaybePromise } from '../../../common/maybe-promise.js';

/** A path, or the number of an open file. */
export type FileRef = string | number;

/**
 * The system calls of the posix driver that move no object data: one implementation calls the kernel at once
 * (1 to 2 µs each), one leaves the event loop free (35 µs each). Every failure is a `NodeJS.ErrnoException` with
 * `code` (`ENOENT`, `EEXIST`, `ENOSPC`…), `errno`, `syscall` and `path`; "is it there" questions answer `undefined`.
 */
export abstract class FileCalls {
  abstract open(path: string, flags: number, mode?: number): MaybePromise<number>;
  abstract close(fd: number): MaybePromise<void>;
  /** Follows symbolic links. `undefined` for ENOENT, ENOTDIR and ELOOP. */
  abstract stat(file: FileRef): MaybePromise<Stats | undefined>;
  /** `undefined` for ENOENT and ENOTDIR. */
  abstract lstat(path: string): MaybePromise<Stats | undefined>;
  abstract mkdir(path: string, mode: number): MaybePromise<void>;
  abstract rmdir(path: string): MaybePromise<void>;
  abstract unlink(path: string): MaybePromise<void>;
  abstract rename(from: string, to: string): MaybePromise<void>;
  abstract link(from: string, to: string): MaybePromise<void>;
  /** Gives a file opened with O_TMPFILE its name: `linkat(AT_FDCWD, /proc/self/fd/N, …, AT_SYMLINK_FOLLOW)`. EEXIST when the name is taken. */
  abstract linkOpenFile(fd: number, to: string): MaybePromise<void>;
  abstract readdir(path: string): MaybePromise<Dirent[]>;
  /** Whether a directory has no entries; as fast for a large one. */
  abstract isEmpty(path: string): MaybePromise<boolean>;
  /** Sets the time of the last change to now, by the clock of the file system; write permission is enough. */
  abstract touch(fd: number): MaybePromise<void>;
  abstract fsync(fd: number): MaybePromise<void>;
  /** `undefined` for ENODATA. */
  abstract getxattr(file: FileRef, name: string): MaybePromise<Buffer | undefined>;
  abstract setxattr(file: FileRef, name: string, value: Buffer): MaybePromise<void>;
  /** Quiet for ENODATA. */
  abstract removexattr(file: FileRef, name: string): MaybePromise<void>;
  abstract listxattr(file: FileRef): MaybePromise<string[]>;
  /** Whole small files: side files, locks. `undefined` for ENOENT and ENOTDIR. */
  abstract readFile(path: string): MaybePromise<Buffer | undefined>;
  /** Reads up to `buffer.length` bytes at `position`; the count, 0 at the end of the file. */
  abstract read(fd: number, buffer: Buffer, position: number): MaybePromise<number>;
  /** Writes all of `buffer` at `position`. */
  abstract write(fd: number, buffer: Buffer, position: number): MaybePromise<void>;
  /** `flock(LOCK_EX | LOCK_NB)`: false when someone else holds it. Released by `close`. */
  abstract tryLock(fd: number): MaybePromise<boolean>;
}
