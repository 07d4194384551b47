import { constants } from 'node:fs';
import type { FileCalls } from './file-calls.js';
import { errorCode } from './system-error.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_RDONLY, O_WRONLY } = constants;

/** Neither the name nor what it would be in is there; symbolic links in a circle lead to nothing either. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

/** Quiet when the name is not there. */
export async function unlinkIfThere(calls: FileCalls, path: string): Promise<void> {
  try {
    await calls.unlink(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

/** Brings the names in a directory to the disk. */
export async function syncDirectory(calls: FileCalls, path: string): Promise<void> {
  const fd = await calls.open(path, O_RDONLY | O_DIRECTORY);
  try {
    await calls.fsync(fd);
  } finally {
    await calls.close(fd);
  }
}

/** Opens a file that did not exist, for writing. @throws EEXIST */
export function createFile(calls: FileCalls, path: string, mode: number): ReturnType<FileCalls['open']> {
  return calls.open(path, O_CREAT | O_EXCL | O_WRONLY, mode);
}

/** Fills a file that `createFile` opened, closes it, and removes it when that fails. */
export async function fillFile(
  calls: FileCalls,
  file: { fd: number; path: string },
  content: Buffer,
  sync: boolean,
): Promise<void> {
  try {
    try {
      await calls.write(file.fd, content, 0);
      if (sync) await calls.fsync(file.fd);
    } finally {
      await calls.close(file.fd);
    }
  } catch (error) {
    await unlinkIfThere(calls, file.path);
    throw error;
  }
}
