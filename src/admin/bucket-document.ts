import { readXml } from '../s3/xml/xml.reader.js';
import { writeXml } from '../s3/xml/xml.writer.js';
import { LIST_LIMITS } from './account-document.js';

/** A bucket as the admin API lists it. */
export interface OwnedBucket {
  readonly name: string;
  /** Access key; root's own for buckets of the root account. */
  readonly owner: string;
}

/** Answer of `PATCH /list-buckets`: one `Buckets` element for each bucket. */
export function writeBucketList(buckets: readonly OwnedBucket[]): string {
  return writeXml('ListBucketsResult', {
    Buckets: buckets.map(({ name, owner }) => ({ Name: name, Owner: owner })),
  });
}

/** @throws S3Error MalformedXML, MaxMessageLengthExceeded */
export function readBucketList(document: string | Uint8Array): readonly OwnedBucket[] {
  const buckets = readXml(document, 'ListBucketsResult', LIST_LIMITS).children('Buckets');
  return buckets.map((bucket) => ({
    name: bucket.requiredText('Name'),
    owner: bucket.requiredText('Owner'),
  }));
}
