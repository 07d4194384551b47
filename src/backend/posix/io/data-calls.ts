/** `posix.copy_method` of the spans. */
export type CopyMethod =
  'copy_file_range' | 'reflink' | 'io_copy_with_checksum' | 'custom_move' | 'io_copy_fallback';

export interface CopySpan {
  readonly fromFd: number;
  readonly fromOffset: number;
  readonly toFd: number;
  readonly toOffset: number;
  /** Bytes. */
  readonly length: number;
}

/**
 * The system calls that move object data. They always leave the event loop free; failures are `NodeJS.ErrnoException`s.
 */
export abstract class DataCalls {
  abstract read(fd: number, buffer: Buffer, position: number): Promise<number>;
  /** Writes all of `buffer`. */
  abstract write(fd: number, buffer: Buffer, position: number): Promise<void>;
  /** One `copy_file_range(2)` call: bytes copied, at least 1 unless the source ended. EXDEV, EOPNOTSUPP, ENOSYS, EINVAL where the file system cannot. */
  abstract copyFileRange(copy: CopySpan): Promise<number>;
  /** `ioctl(FICLONERANGE)`: shares the extents. EXDEV, EOPNOTSUPP, EINVAL (alignment) where the file system cannot. */
  abstract cloneRange(copy: CopySpan): Promise<void>;
  /** `fallocate(2)` with FALLOC_FL_KEEP_SIZE, best effort: ENOSPC is thrown, "not supported" is quiet. */
  abstract allocate(fd: number, size: number): Promise<void>;
}
