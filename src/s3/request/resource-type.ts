import type { Level } from '../operation/operation.table.js';
import { PART } from '../operation/sub-resources.js';

/**
 * What S3 calls its sub-resources in MethodNotAllowed, and in its access logs.
 * Source: S3 User Guide, "Amazon S3 server access log format"; answers of S3 to methods that these have not.
 */
const SUB_RESOURCES: ReadonlyMap<string, string> = new Map([
  ['abac', 'BUCKET_ABAC'],
  ['accelerate', 'ACCELERATE'],
  ['acl', 'ACL'],
  ['analytics', 'ANALYTICS'],
  ['annotation', 'OBJECT_ANNOTATIONS'],
  ['attributes', 'OBJECT_ATTRIBUTES'],
  ['cors', 'CORS'],
  ['delete', 'MULTI_OBJECT_DELETE'],
  ['encryption', 'ENCRYPTION'],
  ['intelligent-tiering', 'INTELLIGENT_TIERING'],
  ['inventory', 'INVENTORY'],
  ['legal-hold', 'OBJECT_LOCK_LEGALHOLD'],
  ['lifecycle', 'LIFECYCLE'],
  ['location', 'LOCATION'],
  ['logging', 'LOGGING_STATUS'],
  ['metadataAnnotationTable', 'BUCKET_METADATA_ANNOTATION_TABLE_CONFIGURATION'],
  ['metadataConfiguration', 'BUCKET_METADATA_CONFIGURATION'],
  ['metadataInventoryTable', 'BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION'],
  ['metadataJournalTable', 'BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION'],
  ['metadataTable', 'BUCKET_METADATA_TABLE_CONFIGURATION'],
  ['metrics', 'METRICS'],
  ['notification', 'NOTIFICATION'],
  ['object-lock', 'OBJECT_LOCK_CONFIGURATION'],
  [PART, 'PART'],
  ['ownershipControls', 'OWNERSHIP_CONTROLS'],
  ['policy', 'BUCKETPOLICY'],
  ['policyStatus', 'POLICY_STATUS'],
  ['publicAccessBlock', 'PUBLIC_ACCESS_BLOCK'],
  ['replication', 'REPLICATION'],
  ['requestPayment', 'REQUEST_PAYMENT'],
  ['restore', 'RESTORE'],
  ['retention', 'OBJECT_LOCK_RETENTION'],
  ['select', 'SELECT'],
  ['tagging', 'TAGGING'],
  ['torrent', 'TORRENT'],
  ['uploadId', 'UPLOAD'],
  ['uploads', 'UPLOADS'],
  ['versioning', 'VERSIONING'],
  ['versions', 'BUCKETVERSIONS'],
  ['website', 'WEBSITE'],
]);

const OF_OBJECTS: ReadonlyMap<string, string> = new Map([
  ['encryption', 'OBJECT_ENCRYPTION'],
  ['tagging', 'OBJECT_TAGGING'],
]);

/** `name`: the sub-resource that was asked for. */
export function resourceType(level: Level, name: string | undefined): string {
  if (level === 'service') return 'SERVICE';
  const type = name && ((level === 'object' ? OF_OBJECTS.get(name) : undefined) ?? SUB_RESOURCES.get(name));
  return type ?? level.toUpperCase();
}
