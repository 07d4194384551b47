import type { Dirent } from 'node:fs';
import type { Attributes } from '@opentelemetry/api';
import { S3Error } from '../../errors/s3.error.js';
import { openSpan } from '../../tracing/span.js';
import type { ListedObject, ListObjectsInput, ListObjectsResult } from '../model/listing.js';
import type { Buckets } from './buckets.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';
import { DamagedRecordError } from './metadata/damaged-record.error.js';
import type { ObjectRecord, RecordTarget } from './metadata/metadata-store.js';
import { isDirectoryObject } from './object-files.js';
import { listedObject } from './object-info.js';
import { assertNoEscape, TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';
import { TreeWalk, type WalkEntry, type WalkSource } from './tree-walk.js';

/** An object that is replaced while it is looked at is looked at again. */
const ATTEMPTS = 5;

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

/** The directories of one bucket, counted for the span. */
class BucketDirectories implements WalkSource {
  private directories = 0;
  private entries = 0;

  constructor(
    private readonly storage: Storage,
    private readonly bucketPath: string,
  ) {}

  async readDirectory(key: string): Promise<readonly Dirent[]> {
    const path = `${this.bucketPath}/${key}`;
    // A prefix may name anything; only a path that a key can have is a directory of the bucket.
    if (key.startsWith(`${TEMPORARY_FOLDER}/`) || /(^|\/)(\.{0,2})\/|\0/.test(key)) return [];
    try {
      if (key !== '') await assertNoEscape(this.storage.calls, this.bucketPath, path);
      await giveTurn(this.directories);
      const entries = await this.storage.calls.readdir(path);
      this.directories += 1;
      this.entries += entries.length;
      return key === '' ? entries.filter((entry) => entry.name !== TEMPORARY_FOLDER) : entries;
    } catch (error) {
      // A link that leads out of the bucket is not listed: nor is what is behind it.
      if (error instanceof S3Error) return [];
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) return [];
      throw error;
    }
  }

  async resolve(key: string): Promise<'file' | 'directory' | undefined> {
    const path = `${this.bucketPath}/${key}`;
    try {
      await assertNoEscape(this.storage.calls, this.bucketPath, path, true);
    } catch {
      return undefined;
    }
    const stats = await this.storage.calls.stat(path);
    // A link to a directory may lead in a circle: it is not walked.
    return stats?.isFile() ? 'file' : undefined;
  }

  totals(): Attributes {
    return { 'posix.directories_read': this.directories, 'posix.entries_read': this.entries };
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

  /** `undefined` for a parent of keys that is no object, and for what went away meanwhile. */
  private async describe(entry: WalkEntry): Promise<ListedObject | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.tryDescribe(entry);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        if (attempt === ATTEMPTS) return undefined;
      }
    }
  }

  /** @throws ENOENT when it went away or was replaced meanwhile */
  private async tryDescribe({ kind, key }: WalkEntry): Promise<ListedObject | undefined> {
    const { calls, config } = this.storage;
    const path = `${this.bucketPath}/${kind === 'directory' ? key.slice(0, -1) : key}`;
    const stats = await calls.stat(path);
    if (!stats || stats.isDirectory() !== (kind === 'directory')) return undefined;
    const record = await this.readRecord({ bucket: this.input.bucket, name: key, path, stats });
    if (kind === 'directory' && !(await isDirectoryObject(this.storage, record, path))) return undefined;
    return listedObject({ key, path, stats, record: record ?? {} }, config.defaultEtag);
  }

  /** One object whose record is damaged must not hide the others: it is listed as if it had none. */
  private async readRecord(target: RecordTarget): Promise<ObjectRecord | undefined> {
    try {
      return await this.storage.store.readObject(target);
    } catch (error) {
      if (error instanceof DamagedRecordError) return undefined;
      throw error;
    }
  }

  private result(isTruncated: boolean): ListObjectsResult {
    const { objects, commonPrefixes } = this;
    return { objects, commonPrefixes, isTruncated, ...(isTruncated && { nextStartAfter: this.last }) };
  }
}
