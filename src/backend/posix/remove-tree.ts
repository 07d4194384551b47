import type { FileCalls } from './io/file-calls.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';

/** Removes a directory of the temporary folder and all that is in it; quiet when it is not there. */
export async function removeTree(calls: FileCalls, path: string): Promise<void> {
  try {
    const entries = await calls.readdir(path);
    for (const [index, entry] of entries.entries()) {
      await giveTurn(index);
      if (entry.isDirectory()) await removeTree(calls, `${path}/${entry.name}`);
      else await calls.unlink(`${path}/${entry.name}`);
    }
    await calls.rmdir(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
