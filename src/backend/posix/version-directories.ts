import type { Attributes } from '@opentelemetry/api';
import { BucketDirectories, isDirectoryKey } from './bucket-directories.js';
import { giveTurn } from './give-turn.js';
import { holdsFile } from './holds-file.js';
import { isAbsent } from './io/file-steps.js';
import { errorCode } from './io/system-error.js';
import type { Storage } from './storage.js';
import type { WalkDirent, WalkSource } from './tree-walk.js';
import { keyFolder, segmentsFolder } from './version-layout.js';

/**
 * The directories of a bucket together with those of its versions. A segment that has a directory among the versions
 * may be a key, may have keys below it, or both: it is given out as both, and looked into when it matters.
 */
export class VersionDirectories implements WalkSource {
  private readonly current: BucketDirectories;
  private read = 0;

  constructor(
    private readonly storage: Storage,
    private readonly bucketPath: string,
    /** Of the versions of the bucket. */
    private readonly root: string,
  ) {
    this.current = new BucketDirectories(storage, bucketPath);
  }

  async readDirectory(key: string): Promise<readonly WalkDirent[]> {
    if (!isDirectoryKey(key)) return [];
    const current = await this.current.readDirectory(key);
    const segments = await this.segments(key);
    if (segments.size === 0) return current;
    // Symbolic links among them are looked at when they are met.
    const sure = current.filter(
      (entry) => entry.isFile() || entry.isDirectory() || !segments.has(entry.name),
    );
    const files = new Set(sure.filter((entry) => entry.isFile()).map(({ name }) => name));
    const directories = new Set(sure.filter((entry) => entry.isDirectory()).map(({ name }) => name));
    const added: WalkDirent[] = [];
    for (const name of segments) {
      if (!files.has(name)) added.push(possibleEntry(name, 'file'));
      if (!directories.has(name)) added.push(possibleEntry(name, 'directory'));
    }
    return [...sure, ...added];
  }

  resolve(key: string): Promise<'file' | 'directory' | undefined> {
    return this.current.resolve(key);
  }

  async holds(key: string): Promise<boolean> {
    const { calls } = this.storage;
    const isDirectory = key.endsWith('/');
    const kept = `${this.root}/${isDirectory ? segmentsFolder(key) : keyFolder(key)}`;
    if (isDirectory && (await calls.lstat(`${this.bucketPath}/${key.slice(0, -1)}`))?.isDirectory())
      return true;
    // Directories without versions are what a writer left that died while it removed them.
    if (await holdsFile(calls, kept)) return true;
    return !isDirectory && (await this.current.resolve(key)) === 'file';
  }

  totals(): Attributes {
    const { 'posix.directories_read': current = 0, ...totals } = this.current.totals();
    return { ...totals, 'posix.directories_read': Number(current) + this.read };
  }

  private async segments(key: string): Promise<ReadonlySet<string>> {
    const path = key === '' ? this.root : `${this.root}/${segmentsFolder(key)}`;
    try {
      await giveTurn(this.read);
      const entries = await this.storage.calls.readdir(path);
      this.read += 1;
      return new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
    } catch (error) {
      if (isAbsent(error) || errorCode(error) === 'ENAMETOOLONG') return new Set();
      throw error;
    }
  }
}

function possibleEntry(name: string, kind: 'file' | 'directory'): WalkDirent {
  return { name, isFile: () => kind === 'file', isDirectory: () => kind === 'directory' };
}
