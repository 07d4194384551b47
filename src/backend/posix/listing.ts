import { openSpan } from '../../tracing/span.js';
import type { ListedObject, ListObjectsInput, ListObjectsResult } from '../model/listing.js';
import { BucketDirectories } from './bucket-directories.js';
import type { Buckets } from './buckets.js';
import { describeFile } from './described-object.js';
import { listedObject } from './object-info.js';
import type { Storage } from './storage.js';
import { TreeWalk, type WalkEntry } from './tree-walk.js';

/** Pages of keys, read from the directories while they are asked for. */
export class Listing {
  constructor(
    private readonly storage: Storage,
    private readonly buckets: Buckets,
  ) {}

  async list(input: ListObjectsInput): Promise<ListObjectsResult> {
    const bucketPath = await this.buckets.path(input.bucket);
    if (input.maxKeys === 0) return { objects: [], commonPrefixes: [], isTruncated: false };
    const directories = new BucketDirectories(this.storage, bucketPath);
    const open = openSpan('Posix.IO.ReadDirectory', {
      'posix.bucket': input.bucket,
      'posix.dir': input.prefix,
    });
    try {
      const page = new ListPage(this.storage, input, bucketPath);
      const read = (): Promise<ListObjectsResult> => page.fill(new TreeWalk(directories, input));
      const result = await (open ? open.run(read) : read());
      open?.span.setAttributes(directories.totals());
      open?.end();
      return result;
    } catch (error) {
      open?.end(error);
      throw error;
    }
  }
}

/** Gathers the entries of a walk into a page; one read of metadata for each object in it. */
class ListPage {
  private readonly objects: ListedObject[] = [];
  private readonly commonPrefixes: string[] = [];
  private last = '';

  constructor(
    private readonly storage: Storage,
    private readonly input: ListObjectsInput,
    private readonly bucketPath: string,
  ) {}

  async fill(walk: TreeWalk): Promise<ListObjectsResult> {
    for await (const entry of walk.entries()) {
      const full = this.objects.length + this.commonPrefixes.length >= this.input.maxKeys;
      // One entry more says that there is a next page; only a directory has to be looked at to know that it is one.
      if (full && entry.kind !== 'directory') return this.result(true);
      if (!(await this.add(entry, full))) continue;
      if (full) return this.result(true);
      this.last = entry.key;
    }
    return this.result(false);
  }

  private async add(entry: WalkEntry, peek: boolean): Promise<boolean> {
    if (entry.kind === 'group') {
      this.commonPrefixes.push(entry.key);
      return true;
    }
    const object = await this.describe(entry);
    if (object && !peek) this.objects.push(object);
    return object !== undefined;
  }

  private async describe({ key, kind }: WalkEntry): Promise<ListedObject | undefined> {
    const path = `${this.bucketPath}/${kind === 'directory' ? key.slice(0, -1) : key}`;
    const { bucketPath } = this;
    const found = await describeFile(this.storage, { bucket: this.input.bucket, bucketPath, key, path });
    return found && listedObject(found, this.storage.config.defaultEtag);
  }

  private result(isTruncated: boolean): ListObjectsResult {
    const { objects, commonPrefixes } = this;
    return { objects, commonPrefixes, isTruncated, ...(isTruncated && { nextStartAfter: this.last }) };
  }
}
