import type { Level } from '../operation/operation.table.js';

/**
 * What S3 calls its sub-resources in MethodNotAllowed, and in its access logs.
 * Source: S3 User Guide, "Amazon S3 server access log format"; answers of S3 to methods that these have not.
 */
const SUB_RESOURCES: ReadonlyMap<string, string> = new Map([
  ['abac', 'BUCKET_ABAC'],
  ['accelerate', 'ACCELERATE'],
  ['acl', 'ACL'],
  ['analytics', 'ANALYTICS'],
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
  ['metadataConfiguration', 'BUCKET_METADATA_CONFIGURATION'],
  ['metadataTable', 'BUCKET_METADATA_TABLE_CONFIGURATION'],
  ['metrics', 'METRICS'],
  ['notification', 'NOTIFICATION'],
  ['object-lock', 'OBJECT_LOCK_CONFIGURATION'],
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

/** `names`: the parameters of the query. */
export function resourceType(level: Level, names: readonly string[]): string {
  if (level === 'service') return 'SERVICE';
  if (names.includes('partNumber') && names.includes('uploadId')) return 'PART';
  for (const name of names) {
    const type = (level === 'object' ? OF_OBJECTS.get(name) : undefined) ?? SUB_RESOURCES.get(name);
    if (type !== undefined) return type;
  }
  return level.toUpperCase();
}
