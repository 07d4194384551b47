import type { BucketDocumentName } from '../model/bucket.js';
import type { FileCalls } from './io/file-calls.js';
import type { MetadataStore, PlainRecord } from './metadata/metadata-store.js';

export type BucketDocuments = Readonly<Partial<Record<BucketDocumentName, string>>>;

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
  constructor(
    private readonly calls: FileCalls,
    private readonly store: MetadataStore,
  ) {}

  async read(bucket: string, path: string): Promise<BucketRecord> {
    const record = await this.store.readPlain({ bucket, name: '', path });
    if (record) return parse(record);
    return this.store.type === 'xattr' ? this.readForeign(path) : { owner: '', documents: {} };
  }

  async write(bucket: string, path: string, record: BucketRecord): Promise<void> {
    await this.store.writePlain({ bucket, name: '', path }, { ...record });
  }

  async remove(bucket: string, path: string): Promise<void> {
    await this.store.remove({ bucket, name: '', path });
  }

  /**
   * A bucket that versitygw made: its owner and its policy, which is the same document. Its other documents have forms
   * of their own and are not taken over; without its ACL the owner alone has access.
   */
  private async readForeign(path: string): Promise<BucketRecord> {
    const acl = await this.calls.getxattr(path, 'user.acl');
    const policy = await this.calls.getxattr(path, 'user.policy');
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
