import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import type {
  Bucket,
  BucketDocumentName,
  BucketDocuments,
  CreateBucketInput,
  ListBucketsInput,
  ListBucketsResult,
} from '../model/bucket.js';
import { BucketRecords, type BucketRecord } from './bucket-record.js';
import { BUCKET_IN_TRANSIT } from './bucket-in-transit.js';
import { removeBucketDirectory } from './bucket-removal.js';
import { errorCode } from './io/system-error.js';
import { holdsFile } from './holds-file.js';
import { removeTree } from './remove-tree.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';
import { versionsRoot } from './version-layout.js';

/** Buckets: the top-level directories of the root whose names do not begin with a dot. */
export class Buckets {
  private readonly records: BucketRecords;

  constructor(private readonly storage: Storage) {
    this.records = new BucketRecords(storage);
  }

  /** The directory of a bucket. @throws NoSuchBucket */
  async path(bucket: string): Promise<string> {
    const path = this.pathOf(bucket);
    if (!(await this.directory(bucket, path))) throw new S3Error('NoSuchBucket', { BucketName: bucket });
    return path;
  }

  async exists(bucket: string): Promise<boolean> {
    return (await this.directory(bucket, this.pathOf(bucket))) !== undefined;
  }

  async create(input: CreateBucketInput): Promise<Bucket> {
    const { bucket, owner, documents = {} } = input;
    const path = this.pathOf(bucket);
    if (bucket.startsWith('.') || bucket.includes('/'))
      throw new S3Error('InvalidBucketName', { BucketName: bucket });
    if (await this.storage.calls.lstat(path)) throw await this.taken(bucket, path, owner);
    await this.assertNoVersions(bucket, path);
    const record: BucketRecord = { owner, createdAt: Date.now(), documents };
    const transit = `${this.storage.root}/${BUCKET_IN_TRANSIT}${randomUUID()}`;
    const attributes = { 'posix.bucket': bucket };
    await traced('Posix.IO.MakeDirectory', attributes, () => this.make(transit));
    try {
      await traced('Posix.IO.WriteMetadata', attributes, () => this.records.write(bucket, transit, record));
      await this.storage.calls.rename(transit, path);
    } catch (error) {
      await removeTree(this.storage.calls, transit);
      if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(errorCode(error) ?? ''))
        throw await this.taken(bucket, path, owner);
      throw error;
    }
    return { name: bucket, owner, createdAt: new Date(record.createdAt ?? 0), documents };
  }

  /** Versions elsewhere whose bucket somebody removed by other means are not those of a new bucket. */
  private async assertNoVersions(bucket: string, bucketPath: string): Promise<void> {
    const { calls, config } = this.storage;
    if (config.versioningDir === undefined) return;
    if (await holdsFile(calls, versionsRoot(config, { bucket, bucketPath })))
      throw new S3Error('BucketAlreadyExists', { BucketName: bucket });
  }

  async head(bucket: string): Promise<Bucket> {
    const path = this.pathOf(bucket);
    const stats = await this.directory(bucket, path);
    if (!stats) throw new S3Error('NoSuchBucket', { BucketName: bucket });
    const record = await this.records.read(bucket, path);
    const { owner, documents } = record;
    return { name: bucket, owner, createdAt: createdAt(record, stats), documents };
  }

  async delete(bucket: string): Promise<void> {
    const path = await this.path(bucket);
    const remove = (): Promise<void> => removeBucketDirectory(this.storage, bucket, path);
    await traced('Posix.IO.Remove', { 'posix.bucket': bucket }, () =>
      // As whoever changes its record: no document is written to a bucket that goes.
      this.storage.locks.withKey(path, '', remove),
    );
  }

  list(input: ListBucketsInput): Promise<ListBucketsResult> {
    return traced('Posix.IO.ReadDirectory', {}, () => this.read(input));
  }

  private async read(input: ListBucketsInput): Promise<ListBucketsResult> {
    const { prefix = '', startAfter = '', maxBuckets, owner } = input;
    const entries = await this.storage.calls.readdir(this.storage.root);
    const names = entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('.') && name.startsWith(prefix) && name > startAfter)
      .toSorted();
    const buckets: Bucket[] = [];
    for (const name of names) {
      const bucket = await this.head(name).catch(absent);
      if (!bucket || (owner !== undefined && bucket.owner !== owner)) continue;
      if (buckets.length === maxBuckets) return { buckets, isTruncated: maxBuckets > 0 };
      buckets.push(bucket);
    }
    return { buckets, isTruncated: false };
  }

  async changeOwner(bucket: string, owner: string): Promise<void> {
    await this.change(bucket, (record) => ({ ...record, owner }));
  }

  async readDocument(bucket: string, name: BucketDocumentName): Promise<string | undefined> {
    const { documents } = await this.records.read(bucket, await this.path(bucket));
    return documents[name];
  }

  async changeDocuments(
    bucket: string,
    change: (documents: BucketDocuments) => BucketDocuments,
  ): Promise<void> {
    await this.change(bucket, (record) => ({ ...record, documents: change(record.documents) }));
  }

  /** One writer of a bucket's record at a time, other gateways included. */
  private async change(bucket: string, change: (record: BucketRecord) => BucketRecord): Promise<void> {
    const path = await this.path(bucket);
    await this.storage.locks.withKey(path, '', async () => {
      await this.records.write(bucket, path, change(await this.records.read(bucket, path)));
    });
  }

  private pathOf(bucket: string): string {
    return `${this.storage.root}/${bucket}`;
  }

  private async directory(bucket: string, path: string): Promise<Stats | undefined> {
    if (bucket.startsWith('.') || bucket.includes('/') || bucket === '') return undefined;
    const stats = await this.storage.calls.lstat(path);
    if (stats?.isDirectory()) return stats;
    if (!stats?.isSymbolicLink() || !this.storage.config.bucketLinks) return undefined;
    const target = await this.storage.calls.stat(path);
    return target?.isDirectory() ? target : undefined;
  }

  private async taken(bucket: string, path: string, owner: string): Promise<S3Error> {
    const stats = await this.directory(bucket, path);
    const existing = stats && (await this.records.read(bucket, path));
    return new S3Error(existing?.owner === owner ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists', {
      BucketName: bucket,
    });
  }

  /** With its temporary folder, so that the directory is not empty: `rename` would replace an empty one. */
  private async make(transit: string): Promise<void> {
    await this.storage.calls.mkdir(transit, this.storage.config.dirPerms);
    await this.storage.calls.mkdir(`${transit}/${TEMPORARY_FOLDER}`, this.storage.config.dirPerms);
  }
}

function createdAt(record: BucketRecord, stats: Stats): Date {
  if (record.createdAt !== undefined) return new Date(record.createdAt);
  return stats.birthtimeMs > 0 ? stats.birthtime : stats.mtime;
}

/** A bucket that went away while the list was made is left out of it. */
function absent(error: unknown): undefined {
  if (error instanceof S3Error && error.code === 'NoSuchBucket') return undefined;
  throw error;
}
