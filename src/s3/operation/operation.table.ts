import type { AdminOperationName, OperationName } from '../../common/operation-name.js';
import {
  admin,
  bySelf,
  create,
  get,
  OBJECT_POST,
  OBJECT_PUT,
  put,
  remove,
  signed,
  versioned,
} from './operation-rows.js';

/** What the path of a request addresses. */
export type Level = 'service' | 'bucket' | 'object' | 'admin';

/** ACL permission that a grant must give; `OWNER` is given by no grant. */
export type AclPermission = 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'OWNER';

/**
 * One S3 operation: how a request is recognised, what it needs, what it does.
 * Routing, authorisation, span names and `docs/s3-coverage.md` read this and nothing else.
 */
export interface OperationRow {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'PATCH';
  readonly level: Level;
  /** Query parameters that must all be there; `name=value` also fixes the value. */
  readonly query?: readonly string[];
  /** Header that must be there. */
  readonly header?: string;
  /** IAM action, as a bucket policy names it. A row without one is denied to everybody. */
  readonly action?: string;
  readonly permission: AclPermission;
  /** IAM action that takes the place of `action` when the request names a version. */
  readonly versionAction?: string;
  /** Nothing opens it to callers without a signature. */
  readonly signed?: true;
  /** Needs neither signature nor permission: a preflight. */
  readonly open?: true;
  /**
   * The guard only reads the bucket and refuses whom nothing could let in: what is asked for, or asked by conditions,
   * stands in the body, and the operation itself asks through `Authorization.require` or `requireOperation`.
   */
  readonly selfAuthorized?: true;
  /** Changes stored state. */
  readonly write?: true;
  /** The body is object data: signed chunks are allowed and no size cap but S3's own. */
  readonly takesObjectData?: true;
}

// The same actions stand for both forms of the metadata configuration.
const GET_METADATA = 's3:GetBucketMetadataTableConfiguration';
const CREATE_METADATA = 's3:CreateBucketMetadataTableConfiguration';
const DELETE_METADATA = 's3:DeleteBucketMetadataTableConfiguration';

/** Sources: Amazon S3 API Reference, "Actions"; Service Authorization Reference, "Actions defined by Amazon S3". */
export const OPERATIONS: Readonly<Record<OperationName, OperationRow>> = {
  ListBuckets: {
    method: 'GET',
    level: 'service',
    action: 's3:ListAllMyBuckets',
    permission: 'READ',
    signed: true,
  },

  CreateBucket: {
    method: 'PUT',
    level: 'bucket',
    action: 's3:CreateBucket',
    permission: 'OWNER',
    write: true,
    signed: true,
  },
  HeadBucket: { method: 'HEAD', level: 'bucket', action: 's3:ListBucket', permission: 'READ' },
  DeleteBucket: {
    method: 'DELETE',
    level: 'bucket',
    action: 's3:DeleteBucket',
    permission: 'OWNER',
    write: true,
  },
  ListObjects: get('bucket', [], 's3:ListBucket', 'READ'),
  ListObjectsV2: get('bucket', ['list-type=2'], 's3:ListBucket', 'READ'),
  ListObjectVersions: get('bucket', ['versions'], 's3:ListBucketVersions', 'READ'),
  ListMultipartUploads: get('bucket', ['uploads'], 's3:ListBucketMultipartUploads', 'READ'),
  DeleteObjects: {
    method: 'POST',
    level: 'bucket',
    query: ['delete'],
    action: 's3:DeleteObject',
    permission: 'WRITE',
    write: true,
    selfAuthorized: true,
  },
  PostObject: {
    method: 'POST',
    level: 'bucket',
    action: 's3:PutObject',
    permission: 'WRITE',
    write: true,
    takesObjectData: true,
    selfAuthorized: true,
  },

  GetBucketAbac: get('bucket', ['abac'], 's3:GetBucketAbac'),
  GetBucketAccelerateConfiguration: get('bucket', ['accelerate'], 's3:GetAccelerateConfiguration'),
  GetBucketAcl: get('bucket', ['acl'], 's3:GetBucketAcl', 'READ_ACP'),
  GetBucketAnalyticsConfiguration: get('bucket', ['analytics', 'id'], 's3:GetAnalyticsConfiguration'),
  GetBucketCors: get('bucket', ['cors'], 's3:GetBucketCORS'),
  GetBucketEncryption: get('bucket', ['encryption'], 's3:GetEncryptionConfiguration'),
  GetBucketIntelligentTieringConfiguration: get(
    'bucket',
    ['intelligent-tiering', 'id'],
    's3:GetIntelligentTieringConfiguration',
  ),
  GetBucketInventoryConfiguration: get('bucket', ['inventory', 'id'], 's3:GetInventoryConfiguration'),
  GetBucketLifecycleConfiguration: get('bucket', ['lifecycle'], 's3:GetLifecycleConfiguration'),
  GetBucketLocation: get('bucket', ['location'], 's3:GetBucketLocation', 'READ'),
  GetBucketLogging: get('bucket', ['logging'], 's3:GetBucketLogging'),
  GetBucketMetadataConfiguration: get('bucket', ['metadataConfiguration'], GET_METADATA),
  GetBucketMetadataTableConfiguration: get('bucket', ['metadataTable'], GET_METADATA),
  GetBucketMetricsConfiguration: get('bucket', ['metrics', 'id'], 's3:GetMetricsConfiguration'),
  GetBucketNotificationConfiguration: get('bucket', ['notification'], 's3:GetBucketNotification'),
  GetBucketOwnershipControls: signed(get('bucket', ['ownershipControls'], 's3:GetBucketOwnershipControls')),
  GetBucketPolicy: get('bucket', ['policy'], 's3:GetBucketPolicy'),
  GetBucketPolicyStatus: get('bucket', ['policyStatus'], 's3:GetBucketPolicyStatus'),
  GetBucketReplication: get('bucket', ['replication'], 's3:GetReplicationConfiguration'),
  GetBucketRequestPayment: get('bucket', ['requestPayment'], 's3:GetBucketRequestPayment'),
  GetBucketTagging: get('bucket', ['tagging'], 's3:GetBucketTagging'),
  GetBucketVersioning: get('bucket', ['versioning'], 's3:GetBucketVersioning'),
  GetBucketWebsite: get('bucket', ['website'], 's3:GetBucketWebsite'),
  GetObjectLockConfiguration: get('bucket', ['object-lock'], 's3:GetBucketObjectLockConfiguration'),
  GetPublicAccessBlock: get('bucket', ['publicAccessBlock'], 's3:GetBucketPublicAccessBlock'),
  ListBucketAnalyticsConfigurations: get('bucket', ['analytics'], 's3:GetAnalyticsConfiguration'),
  ListBucketIntelligentTieringConfigurations: get(
    'bucket',
    ['intelligent-tiering'],
    's3:GetIntelligentTieringConfiguration',
  ),
  ListBucketInventoryConfigurations: get('bucket', ['inventory'], 's3:GetInventoryConfiguration'),
  ListBucketMetricsConfigurations: get('bucket', ['metrics'], 's3:GetMetricsConfiguration'),

  CreateBucketMetadataConfiguration: create('bucket', ['metadataConfiguration'], CREATE_METADATA),
  CreateBucketMetadataTableConfiguration: create('bucket', ['metadataTable'], CREATE_METADATA),
  PutBucketAbac: put('bucket', ['abac'], 's3:PutBucketAbac'),
  PutBucketAccelerateConfiguration: put('bucket', ['accelerate'], 's3:PutAccelerateConfiguration'),
  PutBucketAcl: signed(put('bucket', ['acl'], 's3:PutBucketAcl', 'WRITE_ACP')),
  PutBucketAnalyticsConfiguration: put('bucket', ['analytics'], 's3:PutAnalyticsConfiguration'),
  PutBucketCors: put('bucket', ['cors'], 's3:PutBucketCORS'),
  PutBucketEncryption: put('bucket', ['encryption'], 's3:PutEncryptionConfiguration'),
  PutBucketIntelligentTieringConfiguration: put(
    'bucket',
    ['intelligent-tiering'],
    's3:PutIntelligentTieringConfiguration',
  ),
  PutBucketInventoryConfiguration: put('bucket', ['inventory'], 's3:PutInventoryConfiguration'),
  PutBucketLifecycleConfiguration: put('bucket', ['lifecycle'], 's3:PutLifecycleConfiguration'),
  PutBucketLogging: put('bucket', ['logging'], 's3:PutBucketLogging'),
  PutBucketMetricsConfiguration: put('bucket', ['metrics'], 's3:PutMetricsConfiguration'),
  PutBucketNotificationConfiguration: put('bucket', ['notification'], 's3:PutBucketNotification'),
  PutBucketOwnershipControls: signed(put('bucket', ['ownershipControls'], 's3:PutBucketOwnershipControls')),
  PutBucketPolicy: signed(put('bucket', ['policy'], 's3:PutBucketPolicy')),
  PutBucketReplication: put('bucket', ['replication'], 's3:PutReplicationConfiguration'),
  PutBucketRequestPayment: put('bucket', ['requestPayment'], 's3:PutBucketRequestPayment'),
  PutBucketTagging: put('bucket', ['tagging'], 's3:PutBucketTagging'),
  PutBucketVersioning: put('bucket', ['versioning'], 's3:PutBucketVersioning'),
  PutBucketWebsite: put('bucket', ['website'], 's3:PutBucketWebsite'),
  PutObjectLockConfiguration: put('bucket', ['object-lock'], 's3:PutBucketObjectLockConfiguration'),
  PutPublicAccessBlock: signed(put('bucket', ['publicAccessBlock'], 's3:PutBucketPublicAccessBlock')),
  UpdateBucketMetadataAnnotationTableConfiguration: put(
    'bucket',
    ['metadataAnnotationTable'],
    's3:UpdateBucketMetadataAnnotationTableConfiguration',
  ),
  UpdateBucketMetadataInventoryTableConfiguration: put(
    'bucket',
    ['metadataInventoryTable'],
    's3:UpdateBucketMetadataInventoryTableConfiguration',
  ),
  UpdateBucketMetadataJournalTableConfiguration: put(
    'bucket',
    ['metadataJournalTable'],
    's3:UpdateBucketMetadataJournalTableConfiguration',
  ),

  DeleteBucketAnalyticsConfiguration: remove('bucket', ['analytics'], 's3:PutAnalyticsConfiguration'),
  DeleteBucketCors: remove('bucket', ['cors'], 's3:PutBucketCORS'),
  DeleteBucketEncryption: remove('bucket', ['encryption'], 's3:PutEncryptionConfiguration'),
  DeleteBucketIntelligentTieringConfiguration: remove(
    'bucket',
    ['intelligent-tiering'],
    's3:PutIntelligentTieringConfiguration',
  ),
  DeleteBucketInventoryConfiguration: remove('bucket', ['inventory'], 's3:PutInventoryConfiguration'),
  DeleteBucketLifecycle: remove('bucket', ['lifecycle'], 's3:PutLifecycleConfiguration'),
  DeleteBucketMetadataConfiguration: remove('bucket', ['metadataConfiguration'], DELETE_METADATA),
  DeleteBucketMetadataTableConfiguration: remove('bucket', ['metadataTable'], DELETE_METADATA),
  DeleteBucketMetricsConfiguration: remove('bucket', ['metrics'], 's3:PutMetricsConfiguration'),
  DeleteBucketOwnershipControls: signed(
    remove('bucket', ['ownershipControls'], 's3:PutBucketOwnershipControls'),
  ),
  DeleteBucketPolicy: signed(remove('bucket', ['policy'], 's3:DeleteBucketPolicy')),
  DeleteBucketReplication: remove('bucket', ['replication'], 's3:PutReplicationConfiguration'),
  DeleteBucketTagging: remove('bucket', ['tagging'], 's3:PutBucketTagging'),
  DeleteBucketWebsite: remove('bucket', ['website'], 's3:DeleteBucketWebsite'),
  DeletePublicAccessBlock: signed(remove('bucket', ['publicAccessBlock'], 's3:PutBucketPublicAccessBlock')),

  GetObject: versioned(get('object', [], 's3:GetObject', 'READ'), 's3:GetObjectVersion'),
  HeadObject: {
    method: 'HEAD',
    level: 'object',
    action: 's3:GetObject',
    versionAction: 's3:GetObjectVersion',
    permission: 'READ',
  },
  PutObject: { ...OBJECT_PUT, takesObjectData: true },
  CopyObject: { ...OBJECT_PUT, header: 'x-amz-copy-source', signed: true },
  DeleteObject: versioned(remove('object', [], 's3:DeleteObject', 'WRITE'), 's3:DeleteObjectVersion'),
  GetObjectAcl: versioned(get('object', ['acl'], 's3:GetObjectAcl', 'READ_ACP'), 's3:GetObjectVersionAcl'),
  GetObjectAnnotation: get('object', ['annotation', 'annotationName'], 's3:GetObjectAnnotation'),
  ListObjectAnnotations: get('object', ['annotation'], 's3:ListObjectAnnotations'),
  PutObjectAnnotation: put('object', ['annotation'], 's3:PutObjectAnnotation'),
  DeleteObjectAnnotation: remove('object', ['annotation'], 's3:DeleteObjectAnnotation'),
  GetObjectAttributes: versioned(
    get('object', ['attributes'], 's3:GetObjectAttributes', 'READ'),
    's3:GetObjectVersionAttributes',
  ),
  GetObjectLegalHold: get('object', ['legal-hold'], 's3:GetObjectLegalHold'),
  GetObjectRetention: get('object', ['retention'], 's3:GetObjectRetention'),
  GetObjectTagging: versioned(
    get('object', ['tagging'], 's3:GetObjectTagging'),
    's3:GetObjectVersionTagging',
  ),
  GetObjectTorrent: versioned(
    get('object', ['torrent'], 's3:GetObjectTorrent', 'READ'),
    's3:GetObjectVersionTorrent',
  ),
  PutObjectAcl: signed(
    versioned(put('object', ['acl'], 's3:PutObjectAcl', 'WRITE_ACP'), 's3:PutObjectVersionAcl'),
  ),
  PutObjectLegalHold: bySelf(put('object', ['legal-hold'], 's3:PutObjectLegalHold')),
  PutObjectRetention: bySelf(put('object', ['retention'], 's3:PutObjectRetention')),
  PutObjectTagging: bySelf(
    versioned(put('object', ['tagging'], 's3:PutObjectTagging', 'WRITE'), 's3:PutObjectVersionTagging'),
  ),
  DeleteObjectTagging: versioned(
    remove('object', ['tagging'], 's3:DeleteObjectTagging', 'WRITE'),
    's3:DeleteObjectVersionTagging',
  ),
  RenameObject: put('object', ['renameObject'], 's3:PutObject'),
  UpdateObjectEncryption: put('object', ['encryption'], 's3:UpdateObjectEncryption'),
  RestoreObject: { ...OBJECT_POST, query: ['restore'], action: 's3:RestoreObject' },
  SelectObjectContent: {
    ...OBJECT_POST,
    query: ['select', 'select-type=2'],
    action: 's3:GetObject',
    versionAction: 's3:GetObjectVersion',
    permission: 'READ',
    write: undefined,
    signed: true,
  },
  OptionsObject: { method: 'OPTIONS', level: 'object', permission: 'READ', open: true },

  CreateMultipartUpload: { ...OBJECT_POST, query: ['uploads'], signed: true },
  UploadPart: { ...OBJECT_PUT, query: ['partNumber', 'uploadId'], takesObjectData: true },
  UploadPartCopy: {
    ...OBJECT_PUT,
    query: ['partNumber', 'uploadId'],
    header: 'x-amz-copy-source',
    signed: true,
  },
  CompleteMultipartUpload: { ...OBJECT_POST, query: ['uploadId'] },
  AbortMultipartUpload: remove('object', ['uploadId'], 's3:AbortMultipartUpload', 'WRITE'),
  ListParts: get('object', ['uploadId'], 's3:ListMultipartUploadParts', 'WRITE'),
};

/** The administration API: PATCH on the path given here. Source: versitygw's admin API, which its clients speak. */
export const ADMIN_OPERATIONS: Readonly<
  Record<AdminOperationName, OperationRow & { readonly path: string }>
> = {
  CreateUser: { ...admin('admin:CreateUser'), path: '/create-user' },
  UpdateUser: { ...admin('admin:UpdateUser'), path: '/update-user' },
  DeleteUser: { ...admin('admin:DeleteUser'), path: '/delete-user' },
  ListUsers: { ...admin('admin:ListUsers'), path: '/list-users' },
  AdminListBuckets: { ...admin('admin:ListBuckets'), path: '/list-buckets' },
  ChangeBucketOwner: { ...admin('admin:ChangeBucketOwner'), path: '/change-bucket-owner' },
  AdminCreateBucket: { ...admin('admin:CreateBucket'), path: '/{bucket}/create' },
};

export type AnyOperationName = OperationName | AdminOperationName;

/** A row with its name and the name of its request span. */
export interface Operation extends OperationRow {
  readonly name: AnyOperationName;
  readonly spanName: `S3.${OperationName}` | `Admin.${AdminOperationName}` | `Website.${OperationName}`;
}
