import type { BucketDocuments } from '../model/bucket.js';
import { errorCode } from './io/system-error.js';
import { makeDirectories } from './make-directories.js';
import type { PlainRecord, RecordTarget } from './metadata/metadata-store.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';

/** What is kept of a bucket. */
export interface BucketRecord {
  /** Access key; empty for the root account, which owns directories that were put there by other means. */
  readonly owner: string;
  /** Milliseconds since 1970; the directory's own time when absent. */
  readonly createdAt?: number;
  readonly documents: BucketDocuments;
}

/** Reads and writes the record of a bucket, whose directory may still have a temporary name. */
export class BucketRecords {
  constructor(private readonly storage: Storage) {}

  async read(bucket: string, path: string): Promise<BucketRecord> {
    const record = await this.storage.plainRecords.readPlain(this.target(bucket, path));
    if (record) return parse(record);
    return this.storage.store.type === 'xattr' ? this.readForeign(path) : { owner: '', documents: {} };
  }

  async write(bucket: string, path: string, record: BucketRecord): Promise<void> {
    try {
      await this.storage.plainRecords.writePlain(this.target(bucket, path), { ...record });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      // A directory that was put there by other means has no temporary folder.
      const { calls, config } = this.storage;
      await makeDirectories(calls, path, `${path}/${TEMPORARY_FOLDER}`, config.dirPerms);
      await this.storage.plainRecords.writePlain(this.target(bucket, path), { ...record });
    }
  }

  /** A record file stands in the temporary folder, so that it moves with the bucket. */
  private target(bucket: string, path: string): RecordTarget {
    const place = this.storage.plainRecords.travelsWithFile ? path : `${path}/${TEMPORARY_FOLDER}/bucket`;
    return { bucket, name: '', path: place };
  }

  /**
   * A bucket that versitygw made: its owner and its policy, which is the same document. Its other documents have forms
   * of their own and are not taken over; without its ACL the owner alone has access.
   */
  private async readForeign(path: string): Promise<BucketRecord> {
    const acl = await this.storage.calls.getxattr(path, 'user.acl');
    const policy = await this.storage.calls.getxattr(path, 'user.policy');
    return { owner: acl ? ownerOf(acl) : '', documents: policy ? { policy: policy.toString() } : {} };
  }
}

function parse(record: PlainRecord): BucketRecord {
  const { owner, createdAt, documents } = record;
  return {
    owner: typeof owner === 'string' ? owner : '',
    ...(typeof createdAt === 'number' && { createdAt }),
    documents: typeof documents === 'object' && documents !== null ? documents : {},
  };
}

function ownerOf(acl: Buffer): string {
  try {
    const { Owner } = JSON.parse(acl.toString()) as { Owner?: unknown };
    return typeof Owner === 'string' ? Owner : '';
  } catch {
    return '';
  }
}
