import type { Dirent } from 'node:fs';
import { compareUtf8, listPage } from '../model/list-page.js';
import { TreeWalk, type WalkEntry, type WalkSource } from './tree-walk.js';

/** Directories made from keys; counts what is read. */
class KeyTree implements WalkSource {
  readonly read: string[] = [];

  constructor(private readonly keys: readonly string[]) {}

  async readDirectory(key: string): Promise<readonly Dirent[]> {
    this.read.push(key);
    const names = new Map<string, boolean>();
    for (const other of this.keys) {
      if (!other.startsWith(key) || other === key) continue;
      const rest = other.slice(key.length);
      const slash = rest.indexOf('/');
      names.set(slash < 0 ? rest : rest.slice(0, slash), slash >= 0);
    }
    return Array.from(names, ([name, directory]) => entry(name, directory));
  }

  async resolve(): Promise<undefined> {
    return undefined;
  }
}

const entry = (name: string, directory: boolean): Dirent =>
  ({ name, isFile: () => !directory, isDirectory: () => directory }) as Dirent;

async function walk(
  tree: KeyTree,
  query: { prefix?: string; delimiter?: string; startAfter?: string },
): Promise<WalkEntry[]> {
  const found: WalkEntry[] = [];
  const walked = new TreeWalk(tree, { prefix: '', delimiter: '', startAfter: '', ...query }).entries();
  for await (const next of walked) if (next.kind !== 'directory') found.push(next);
  return found;
}

const keysOf = (entries: readonly WalkEntry[]): string[] => entries.map(({ key }) => key);

describe('TreeWalk', () => {
  it('sorts a directory as its name with a slash', async () => {
    const tree = new KeyTree(['a/b', 'a-b', 'a0', 'a.txt']);
    expect(keysOf(await walk(tree, {}))).toEqual(['a-b', 'a.txt', 'a/b', 'a0']);
  });

  it('reads no directory that the delimiter makes a group', async () => {
    const tree = new KeyTree(['a/1', 'b/1', 'c']);
    expect(keysOf(await walk(tree, { delimiter: '/' }))).toEqual(['a/', 'b/', 'c']);
    expect(tree.read).toEqual(['']);
  });

  it('begins in the directory of the prefix', async () => {
    const tree = new KeyTree(['a/b/x1', 'a/b/x2', 'a/b/y', 'z']);
    expect(keysOf(await walk(tree, { prefix: 'a/b/x' }))).toEqual(['a/b/x1', 'a/b/x2']);
    expect(tree.read).toEqual(['a/b/']);
  });

  it('passes over directories before startAfter', async () => {
    const tree = new KeyTree(['a/1', 'b/1', 'b/2', 'c/1']);
    expect(keysOf(await walk(tree, { startAfter: 'b/1' }))).toEqual(['b/2', 'c/1']);
    expect(tree.read).toEqual(['', 'b/', 'c/']);
  });

  it('stops reading when nobody asks for more', async () => {
    const tree = new KeyTree(['a/1', 'b/1', 'c/1']);
    for await (const next of new TreeWalk(tree, { prefix: '', delimiter: '', startAfter: '' }).entries()) {
      if (next.kind === 'file') break;
    }
    expect(tree.read).toEqual(['', 'a/']);
  });

  it('agrees with the pager of sorted keys on every query over a small alphabet', async () => {
    const keys = [
      'a',
      'a-/b',
      'aa/a/b',
      'aa/a-b',
      'aa/b',
      'ab',
      'b/a',
      'b-',
      'b0/a/a',
      'é/a',
      '\uFFFD/a',
      '😀/a',
      '😀-',
    ];
    const sorted = keys.toSorted(compareUtf8);
    const queries = ['', 'a', 'aa/', 'b', 'aa/a', 'a/', 'é'].flatMap((prefix) =>
      ['', '/', '-', 'a/', '/a'].flatMap((delimiter) =>
        ['', 'a', 'aa/', 'aa/a-b', 'b', 'b/', '😀/'].map((startAfter) => ({ prefix, delimiter, startAfter })),
      ),
    );
    for (const query of queries) {
      const page = listPage(sorted, (key) => key, { ...query, maxKeys: 1000 });
      const expected = [...page.items, ...page.commonPrefixes].sort(compareUtf8);
      expect({ query, keys: keysOf(await walk(new KeyTree(keys), query)) }).toEqual({
        query,
        keys: expected,
      });
    }
  });
});
