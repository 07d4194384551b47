import { dirname } from 'node:path';
import type { FileCalls } from './io/file-calls.js';
import { errorCode } from './io/system-error.js';

/**
 * Makes the directories from `base`, which exists, down to `path`. Gives back those that were not there, topmost
 * first. A file in the way is quiet here: whoever opens something below it gets ENOTDIR.
 * @throws ENOENT when `base` is gone, or a directory vanished right after it was made; ENOTDIR, ENAMETOOLONG, ENOSPC…
 */
export async function makeDirectories(
  calls: FileCalls,
  base: string,
  path: string,
  mode: number,
): Promise<string[]> {
  try {
    await calls.mkdir(path, mode);
    return [path];
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return [];
    if (code !== 'ENOENT' || path === base || dirname(path) === base) throw error;
  }
  const made = await makeDirectories(calls, base, dirname(path), mode);
  return [...made, ...(await makeLast(calls, path, mode))];
}

async function makeLast(calls: FileCalls, path: string, mode: number): Promise<string[]> {
  try {
    await calls.mkdir(path, mode);
    return [path];
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return [];
    throw error;
  }
}
