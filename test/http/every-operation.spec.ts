import { readdirSync, readFileSync } from 'node:fs';
import { ALL_OPERATIONS } from '../../src/s3/operation/operation.resolver.js';
import { OperationDispatcher } from '../../src/s3/operation/operation.dispatcher.js';
import type { AnyOperationName } from '../../src/s3/operation/operation.table.js';
import { useGateway } from '../support/http-subject.js';

/** Specs that are named after the document that their operations read and write, or after what these have in common. */
const SHARED: Readonly<Record<string, readonly AnyOperationName[]>> = {
  admin: ['CreateUser', 'UpdateUser', 'DeleteUser', 'ListUsers'],
  'admin-buckets': ['AdminListBuckets', 'ChangeBucketOwner', 'AdminCreateBucket'],
  'bucket-accelerate': ['GetBucketAccelerateConfiguration', 'PutBucketAccelerateConfiguration'],
  'bucket-acl': ['GetBucketAcl', 'PutBucketAcl'],
  'bucket-cors': ['GetBucketCors', 'PutBucketCors', 'DeleteBucketCors'],
  'bucket-encryption': ['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'],
  'bucket-lifecycle': [
    'GetBucketLifecycleConfiguration',
    'PutBucketLifecycleConfiguration',
    'DeleteBucketLifecycle',
  ],
  'bucket-location': ['GetBucketLocation'],
  'bucket-logging': ['GetBucketLogging', 'PutBucketLogging'],
  'bucket-notification': ['GetBucketNotificationConfiguration', 'PutBucketNotificationConfiguration'],
  'bucket-ownership-controls': [
    'GetBucketOwnershipControls',
    'PutBucketOwnershipControls',
    'DeleteBucketOwnershipControls',
  ],
  'bucket-policy': ['GetBucketPolicy', 'GetBucketPolicyStatus', 'PutBucketPolicy', 'DeleteBucketPolicy'],
  'bucket-request-payment': ['GetBucketRequestPayment', 'PutBucketRequestPayment'],
  'bucket-tagging': ['GetBucketTagging', 'PutBucketTagging', 'DeleteBucketTagging'],
  'bucket-versioning': ['GetBucketVersioning', 'PutBucketVersioning'],
  'bucket-website': ['GetBucketWebsite', 'PutBucketWebsite', 'DeleteBucketWebsite'],
  'cors-preflight': ['OptionsObject'],
  'list-objects': ['ListObjects', 'ListObjectsV2'],
  'object-acl': ['GetObjectAcl', 'PutObjectAcl'],
  'object-legal-hold': ['GetObjectLegalHold', 'PutObjectLegalHold'],
  'object-lock-configuration': ['GetObjectLockConfiguration', 'PutObjectLockConfiguration'],
  'object-retention': ['GetObjectRetention', 'PutObjectRetention'],
  'object-tagging': ['GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'],
  'public-access-block': ['GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'],
};

/**
 * What a gateway over a file system has nothing to say of, and what must not be taken for an operation on the object
 * itself; `not-served.spec.ts` holds the answer.
 */
const NOT_SERVED: readonly AnyOperationName[] = [
  'CreateBucketMetadataConfiguration',
  'CreateBucketMetadataTableConfiguration',
  'DeleteBucketAnalyticsConfiguration',
  'DeleteBucketIntelligentTieringConfiguration',
  'DeleteBucketInventoryConfiguration',
  'DeleteBucketMetadataConfiguration',
  'DeleteBucketMetadataTableConfiguration',
  'DeleteBucketMetricsConfiguration',
  'DeleteBucketReplication',
  'DeleteObjectAnnotation',
  'GetBucketAbac',
  'GetBucketAnalyticsConfiguration',
  'GetBucketIntelligentTieringConfiguration',
  'GetBucketInventoryConfiguration',
  'GetBucketMetadataConfiguration',
  'GetBucketMetadataTableConfiguration',
  'GetBucketMetricsConfiguration',
  'GetBucketReplication',
  'GetObjectAnnotation',
  'GetObjectTorrent',
  'ListBucketAnalyticsConfigurations',
  'ListBucketIntelligentTieringConfigurations',
  'ListBucketInventoryConfigurations',
  'ListBucketMetricsConfigurations',
  'ListObjectAnnotations',
  'PutBucketAbac',
  'PutBucketAnalyticsConfiguration',
  'PutBucketIntelligentTieringConfiguration',
  'PutBucketInventoryConfiguration',
  'PutBucketMetricsConfiguration',
  'PutBucketReplication',
  'PutObjectAnnotation',
  'RenameObject',
  'UpdateBucketMetadataAnnotationTableConfiguration',
  'UpdateBucketMetadataInventoryTableConfiguration',
  'UpdateBucketMetadataJournalTableConfiguration',
  'UpdateObjectEncryption',
];

/** Accounts are in no backend. */
const WITHOUT_BACKEND: readonly AnyOperationName[] = SHARED['admin'] ?? [];

const names = ALL_OPERATIONS.map(({ name }) => name);
const specs = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => file.slice(0, -'.spec.ts'.length));

const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);

const specOf = (name: AnyOperationName): string =>
  Object.keys(SHARED).find((spec) => SHARED[spec]?.includes(name)) ?? kebabCase(name);

describe('the operation table', () => {
  const gateway = useGateway();

  it('has a row for every operation of the maps here', () => {
    const mapped = [...Object.values(SHARED).flat(), ...NOT_SERVED];
    expect(mapped.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(mapped).size).toBe(mapped.length);
  });

  it('has a handler for every row but those that are not for a file system', () => {
    const served = gateway().application.nest.get(OperationDispatcher).served();
    expect(names.filter((name) => !served.has(name)).toSorted()).toEqual(NOT_SERVED);
  });
});

describe('every operation', () => {
  const tried = names.filter((name) => !NOT_SERVED.includes(name));

  it('has a spec', () => {
    expect(tried.filter((name) => !specs.includes(specOf(name)))).toEqual([]);
  });

  it.each(tried.filter((name) => !WITHOUT_BACKEND.includes(name)))('%s is tried on each backend', (name) => {
    const text = readFileSync(new URL(`${specOf(name)}.spec.ts`, import.meta.url), 'utf8');
    expect(text).toContain('describe.each(BACKENDS)');
  });
});
