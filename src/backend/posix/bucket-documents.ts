import type { BucketDocumentName } from '../model/bucket.js';
import type { Buckets } from './buckets.js';

/** The documents of a bucket, kept in its record. */
export class BucketDocuments {
  constructor(private readonly buckets: Buckets) {}

  read(bucket: string, name: BucketDocumentName): Promise<string | undefined> {
    return this.buckets.readDocument(bucket, name);
  }

  write(bucket: string, name: BucketDocumentName, document: string): Promise<void> {
    return this.buckets.changeDocuments(bucket, (documents) => ({ ...documents, [name]: document }));
  }

  async remove(bucket: string, name: BucketDocumentName): Promise<void> {
    await this.buckets.changeDocuments(bucket, ({ [name]: _removed, ...rest }) => rest);
  }
}
