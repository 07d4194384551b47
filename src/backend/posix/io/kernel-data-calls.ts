import fs from 'node:fs';
import { constants } from 'node:os';
import { promisify } from 'node:util';
import { DataCalls, type CopySpan } from './data-calls.js';
import { NativeLibrary } from './native-library.js';
import { assertDone } from './native-result.js';

const read = promisify(fs.read);
const write = promisify(fs.write);

const { errno } = constants;

const FALLOC_FL_KEEP_SIZE = 1;

/** `_IOW(0x94, 13, struct file_clone_range)`. Source: linux/fs.h. */
const FICLONERANGE = 0x4020940d;

/** Ways of file systems to say that they cannot allocate ahead. */
const CANNOT_ALLOCATE: ReadonlySet<number> = new Set([
  errno.EOPNOTSUPP,
  errno.ENOSYS,
  errno.EINVAL,
  errno.ENODEV,
  errno.ESPIPE,
  errno.EINTR,
]);

/** The kernel's calls, on threads of the pool. */
export class KernelDataCalls extends DataCalls {
  private readonly native = NativeLibrary.shared();

  override async read(fd: number, buffer: Buffer, position: number): Promise<number> {
    return (await read(fd, buffer, 0, buffer.length, position)).bytesRead;
  }

  override async write(fd: number, buffer: Buffer, position: number): Promise<void> {
    for (let done = 0; done < buffer.length;) {
      done += (await write(fd, buffer, done, buffer.length - done, position + done)).bytesWritten;
    }
  }

  override async copyFileRange(copy: CopySpan): Promise<number> {
    const from = BigInt64Array.of(BigInt(copy.fromOffset));
    const to = BigInt64Array.of(BigInt(copy.toOffset));
    const result = await this.native.callAsync(
      'copy_file_range',
      copy.fromFd,
      from,
      copy.toFd,
      to,
      copy.length,
      0,
    );
    return result === -errno.EINTR ? this.copyFileRange(copy) : assertDone(result, 'copy_file_range');
  }

  override async cloneRange(copy: CopySpan): Promise<void> {
    const range = BigInt64Array.of(
      BigInt(copy.fromFd),
      BigInt(copy.fromOffset),
      BigInt(copy.length),
      BigInt(copy.toOffset),
    );
    const result = await this.native.callAsync('ioctl', copy.toFd, FICLONERANGE, range);
    // A driver without any ioctl says ENOTTY.
    assertDone(result === -errno.ENOTTY ? -errno.EOPNOTSUPP : result, 'ioctl');
  }

  override async allocate(fd: number, size: number): Promise<void> {
    if (size <= 0) return;
    const result = await this.native.callAsync('fallocate', fd, FALLOC_FL_KEEP_SIZE, 0, size);
    if (!CANNOT_ALLOCATE.has(-result)) assertDone(result, 'fallocate');
  }
}
