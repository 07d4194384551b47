import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { commonPrefixOf } from '../model/list-page.js';
import type { ListedVersion, ListObjectVersionsInput, ListObjectVersionsResult } from '../model/versions.js';
import { giveTurn } from './give-turn.js';
import type { ObjectFiles } from './object-files.js';
import type { ObjectPlace } from './object-place.js';
import type { Storage } from './storage.js';
import { TreeWalk, type WalkEntry } from './tree-walk.js';
import { VersionDirectories } from './version-directories.js';
import type { VersionFiles } from './version-files.js';
import { VersionHistory } from './version-history.js';
import { versionsRoot } from './version-layout.js';

/** A bucket as a page of its versions sees it. */
type Root = Pick<ObjectPlace, 'bucket' | 'bucketPath'>;

/** Pages of versions: the keys of the bucket and those of its history in one order, read while they are asked for. */
export class VersionListing {
  private readonly history: VersionHistory;

  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    versions: VersionFiles,
  ) {
    this.history = new VersionHistory(storage, versions);
  }

  async list(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult> {
    const { bucket, prefix } = input;
    const root = { bucket, bucketPath: await this.files.bucketPath(bucket) };
    if (input.maxKeys === 0) return { versions: [], commonPrefixes: [], isTruncated: false };
    const attributes = { 'posix.bucket': bucket, 'posix.dir': prefix };
    return traced('Posix.IO.ReadDirectory', attributes, async (span) => {
      const folder = versionsRoot(this.storage.config, root);
      const directories = new VersionDirectories(this.storage, root.bucketPath, folder);
      const page = new VersionPage(this.history, input, root);
      const marked = await this.markedKey(input);
      const walk = new TreeWalk(directories, { ...input, startAfter: input.keyMarker });
      const result = await page.fill(walk, marked);
      span.setAttributes(directories.totals());
      return result;
    });
  }

  /** The key whose older versions come first. A marker may be any text; only a key has versions. */
  private async markedKey(input: ListObjectVersionsInput): Promise<ObjectPlace | undefined> {
    const { bucket, prefix, keyMarker, versionIdMarker } = input;
    if (versionIdMarker === '' || keyMarker === '' || !keyMarker.startsWith(prefix)) return undefined;
    if (commonPrefixOf(keyMarker, input) !== undefined) return undefined;
    try {
      return await this.files.place(bucket, keyMarker);
    } catch (error) {
      if (error instanceof S3Error) return undefined;
      throw error;
    }
  }
}

/** Gathers versions and groups into a page. */
class VersionPage {
  private readonly versions: ListedVersion[] = [];
  private readonly commonPrefixes: string[] = [];
  private keys = 0;
  /** Where the next page begins. */
  private next: Pick<ListObjectVersionsResult, 'nextKeyMarker' | 'nextVersionIdMarker'> = {};

  constructor(
    private readonly history: VersionHistory,
    private readonly input: ListObjectVersionsInput,
    private readonly root: Root,
  ) {}

  async fill(walk: TreeWalk, marked: ObjectPlace | undefined): Promise<ListObjectVersionsResult> {
    if (marked && (await this.addKey(marked, this.input.versionIdMarker))) return this.result(true);
    for await (const entry of walk.entries()) {
      if (entry.kind !== 'group') {
        if (await this.addKey(this.placeOf(entry), '')) return this.result(true);
        continue;
      }
      if (this.room === 0) return this.result(true);
      this.commonPrefixes.push(entry.key);
      this.next = { nextKeyMarker: entry.key };
    }
    return this.result(false);
  }

  private get room(): number {
    return this.input.maxKeys - this.versions.length - this.commonPrefixes.length;
  }

  /** Whether the page is full and there is more. */
  private async addKey(place: ObjectPlace, after: string): Promise<boolean> {
    await giveTurn(this.keys++);
    const part = await this.history.read(place, { after, limit: this.room });
    this.versions.push(...part.versions);
    const last = part.versions.at(-1);
    if (last) this.next = { nextKeyMarker: last.key, nextVersionIdMarker: last.versionId };
    return part.isTruncated;
  }

  private placeOf({ key }: WalkEntry): ObjectPlace {
    const name = key.endsWith('/') ? key.slice(0, -1) : key;
    return { ...this.root, key, path: `${this.root.bucketPath}/${name}` };
  }

  private result(isTruncated: boolean): ListObjectVersionsResult {
    const { versions, commonPrefixes } = this;
    return { versions, commonPrefixes, isTruncated, ...(isTruncated && this.next) };
  }
}
