import { openSpan, traced } from '../../tracing/span.js';
import type { CopyMethod, CopySpan } from './io/data-calls.js';
import { errorCode } from './io/system-error.js';
import type { Storage } from './storage.js';

/** Answers of a file system that cannot do it; others are failures. EBADF and EPERM: what FUSE and old kernels say. */
const UNABLE = ['EXDEV', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'ENOTTY', 'EPERM', 'EBADF', 'ETXTBSY'];

/** Bytes per `copy_file_range`: a thread of the pool is not held for longer. */
const MAX_COPY = 256 * 1024 * 1024;

const unable = (error: unknown): boolean => UNABLE.includes(errorCode(error) ?? '');

/**
 * Copies a range between open files the cheapest way: shares the extents, else lets the kernel copy, else reads and
 * writes. Says how.
 */
export async function fastCopy(storage: Storage, copy: CopySpan): Promise<CopyMethod> {
  return traced('Posix.IO.FastFileCopy', {}, async (span) => {
    const method = await copyBy(storage, copy);
    span.setAttribute('posix.copy_method', method);
    return method;
  });
}

async function copyBy(storage: Storage, copy: CopySpan): Promise<CopyMethod> {
  if (copy.length === 0) return 'copy_file_range';
  if (!storage.config.disableCopyFileRange && (await clone(storage, copy))) return 'reflink';
  return (await kernelCopy(storage, copy)) ? 'copy_file_range' : 'io_copy_fallback';
}

/** Extents are shared in whole blocks; every file system that can has blocks of at least this size. */
const MIN_BLOCK = 4096;

/** Those that have said once that they cannot are not asked again. */
const cannotClone = new WeakSet<Storage>();

async function clone(storage: Storage, copy: CopySpan): Promise<boolean> {
  if (copy.toOffset % MIN_BLOCK !== 0 || cannotClone.has(storage)) return false;
  try {
    await storage.data.cloneRange(copy);
    return true;
  } catch (error) {
    if (['EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'ENOTTY'].includes(errorCode(error) ?? ''))
      cannotClone.add(storage);
    if (unable(error)) return false;
    throw error;
  }
}

/** False when the bytes had to go through the gateway. */
async function kernelCopy(storage: Storage, copy: CopySpan): Promise<boolean> {
  const span = openSpan('Posix.IO.CopyFileRange');
  let done = 0;
  let usedFallback = storage.config.disableCopyFileRange;
  try {
    while (!usedFallback && done < copy.length) {
      const count = await copySome(storage, advance(copy, done));
      // A file system may answer 0 where it cannot copy at all; reading then says whether the source has ended.
      if (count === 0) usedFallback = true;
      else done += count;
    }
    if (usedFallback) await readAndWrite(storage, advance(copy, done));
    span?.span.setAttributes({ 'posix.bytes_copied': copy.length, 'posix.used_fallback': usedFallback });
    span?.end();
    return !usedFallback;
  } catch (error) {
    span?.end(error);
    throw error;
  }
}

async function copySome({ data }: Storage, copy: CopySpan): Promise<number> {
  try {
    return await data.copyFileRange({ ...copy, length: Math.min(copy.length, MAX_COPY) });
  } catch (error) {
    if (unable(error)) return 0;
    throw error;
  }
}

async function readAndWrite({ data, buffers }: Storage, copy: CopySpan): Promise<void> {
  const buffer = buffers.take();
  try {
    for (let done = 0; done < copy.length;) {
      const wanted = buffer.subarray(0, Math.min(buffer.length, copy.length - done));
      const count = await data.read(copy.fromFd, wanted, copy.fromOffset + done);
      if (count === 0) throw new Error(`the source of a copy ended ${copy.length - done} bytes early`);
      await data.write(copy.toFd, wanted.subarray(0, count), copy.toOffset + done);
      done += count;
    }
  } finally {
    buffers.give(buffer);
  }
}

function advance(copy: CopySpan, by: number): CopySpan {
  return {
    ...copy,
    fromOffset: copy.fromOffset + by,
    toOffset: copy.toOffset + by,
    length: copy.length - by,
  };
}
