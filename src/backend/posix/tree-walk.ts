import type { Dirent } from 'node:fs';
import { commonPrefixOf, compareUtf8 } from '../model/list-page.js';

export interface WalkQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /** Exclusive. */
  readonly startAfter: string;
}

/** A key that is a file, a directory that may be an object (its key ends in `/`), or a group of keys. */
export interface WalkEntry {
  readonly kind: 'file' | 'directory' | 'group';
  readonly key: string;
}

/** What a directory says of one of its entries. */
export type WalkDirent = Pick<Dirent, 'name' | 'isFile' | 'isDirectory'>;

/** What the walk needs of the file system; keys are relative to the bucket, directories end in `/`, the bucket itself is empty. */
export interface WalkSource {
  /** Entries of a directory in any order; none when it is not there. */
  readDirectory(key: string): Promise<readonly WalkDirent[]>;
  /** Whether an entry that is neither file nor directory is to be seen as one. */
  resolve(key: string): Promise<'file' | 'directory' | undefined>;
  /**
   * Whether there is really something behind an entry, asked before the first of a group is given out as the group; for
   * a source that has not looked at all that it gives out.
   */
  holds?(key: string): Promise<boolean>;
}

/**
 * The keys of a directory tree in ascending order of UTF-8 bytes, made while they are asked for. A directory is read
 * only when a key in it may be asked for: those that end before `startAfter`, that the prefix excludes or that lie
 * in a group are passed over unread. A directory that the delimiter makes a group is one without a look inside, so
 * that an empty one, which only other means than S3 leave behind, is seen as a group too.
 */
export class TreeWalk {
  /** Keys that start with it have been given out as a group. */
  private group: string | undefined;

  constructor(
    private readonly source: WalkSource,
    private readonly query: WalkQuery,
  ) {
    const { startAfter, delimiter } = query;
    // A group that a page ended with is not begun again by the next page.
    if (
      delimiter !== '' &&
      startAfter.startsWith(query.prefix) &&
      commonPrefixOf(startAfter, query) === startAfter
    ) {
      this.group = startAfter;
    }
  }

  async *entries(): AsyncGenerator<WalkEntry, void, void> {
    const { prefix, startAfter } = this.query;
    const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (start !== '' && start === prefix && compareUtf8(start, startAfter) > 0)
      yield { kind: 'directory', key: start };
    yield* this.walk(start);
  }

  private async *walk(directory: string): AsyncGenerator<WalkEntry, void, void> {
    for (const key of await this.children(directory)) {
      if (this.group !== undefined && key.startsWith(this.group)) continue;
      const group = key.startsWith(this.query.prefix) ? commonPrefixOf(key, this.query) : undefined;
      // Only part of the group may lie behind `startAfter`: whether there is such a key is seen inside.
      const partly = key.endsWith('/') && this.query.startAfter.startsWith(key);
      if (group !== undefined && !partly) {
        if (this.source.holds && !(await this.source.holds(key))) continue;
        this.group = group;
        yield { kind: 'group', key: group };
      } else if (key.endsWith('/')) yield* this.subtree(key);
      else yield { kind: 'file', key };
    }
  }

  private async *subtree(key: string): AsyncGenerator<WalkEntry, void, void> {
    const { prefix, startAfter } = this.query;
    if (key.startsWith(prefix) && compareUtf8(key, startAfter) > 0) yield { kind: 'directory', key };
    yield* this.walk(key);
  }

  private async children(directory: string): Promise<string[]> {
    const keys: string[] = [];
    for (const entry of await this.source.readDirectory(directory)) {
      const name = `${directory}${entry.name}`;
      if (!this.mayHold(name)) continue;
      const kind = await this.kindOf(name, entry);
      if (kind === undefined) continue;
      const key = kind === 'directory' ? `${name}/` : name;
      if (this.isWanted(key)) keys.push(key);
    }
    return keys.sort(compareUtf8);
  }

  private kindOf(
    name: string,
    entry: WalkDirent,
  ): 'file' | 'directory' | Promise<'file' | 'directory' | undefined> {
    if (entry.isFile()) return 'file';
    return entry.isDirectory() ? 'directory' : this.source.resolve(name);
  }

  /** Cheap: whether the name, file or directory, agrees with the prefix at all. */
  private mayHold(name: string): boolean {
    return name.startsWith(this.query.prefix) || this.query.prefix.startsWith(name);
  }

  private isWanted(key: string): boolean {
    const { prefix, startAfter } = this.query;
    if (key.endsWith('/')) {
      if (!key.startsWith(prefix) && !prefix.startsWith(key)) return false;
      return startAfter.startsWith(key) || compareUtf8(key, startAfter) > 0;
    }
    return key.startsWith(prefix) && compareUtf8(key, startAfter) > 0;
  }
}
