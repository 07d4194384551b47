import { giveTurn } from './give-turn.js';
import type { FileCalls } from './io/file-calls.js';
import { isAbsent } from './io/file-steps.js';

/** Whether there is anything but directories below a directory, which need not be there. */
export async function holdsFile(calls: FileCalls, path: string): Promise<boolean> {
  try {
    for (const [index, entry] of (await calls.readdir(path)).entries()) {
      await giveTurn(index);
      if (!entry.isDirectory() || (await holdsFile(calls, `${path}/${entry.name}`))) return true;
    }
    return false;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
