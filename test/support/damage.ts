import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Overwrites what the posix driver keeps beside about an object, so that whatever asks for it fails. */
export async function damage(sidecar: string, key: string, text: string): Promise<void> {
  const entries = await readdir(sidecar, { recursive: true, withFileTypes: true });
  const records = entries.filter((entry) => entry.isFile() && entry.parentPath.includes(key));
  if (records.length === 0) throw new Error(`nothing is kept about ${key}`);
  for (const { parentPath, name } of records) await writeFile(join(parentPath, name), text);
}
