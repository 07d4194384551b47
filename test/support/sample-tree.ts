import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Bytes that look random and are the same in every run. */
export function pseudoRandomBytes(size: number, seed = 1): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed | 1;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return Buffer.from(words.buffer, 0, size);
}

/** Lower-case hex of SHA-256. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Lower-case hex of SHA-256. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const FILES: Readonly<Record<string, number>> = {
  empty: 0,
  'readme.txt': 100,
  'with space + plus.txt': 2_000,
  'percent %2F 100%.bin': 3_000,
  'ünïcode/日本語/😀.bin': 70_000,
  'deep/er/and/deeper/leaf': 1,
  'deep/er-sibling': 12_345,
  "quotes/it's (1) & more, [2].bin": 65_536,
  'large/200k.bin': 200_000,
};

/** A tree of small files with names that clients get wrong. Gives back what `digestsOfTree` finds. */
export async function writeSampleTree(directory: string): Promise<Record<string, string>> {
  for (const [index, [name, size]] of Object.entries(FILES).entries()) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, pseudoRandomBytes(size, index + 1));
  }
  return digestsOfTree(directory);
}

/** SHA-256 by path, relative with `/`, of every file; a name that starts with a dot at the top is no file of ours. */
export async function digestsOfTree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith('.'))
    .toSorted();
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await sha256OfFile(join(directory, path))])),
  );
}
