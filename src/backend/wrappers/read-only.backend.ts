import { S3Error } from '../../errors/s3.error.js';
import { Backend } from '../backend.js';
import type { Capabilities } from '../capabilities.js';
import type { Bucket, BucketDocumentName, ListBucketsInput, ListBucketsResult } from '../model/bucket.js';
import type { ListObjectsInput, ListObjectsResult } from '../model/listing.js';
import type {
  ListMultipartUploadsInput,
  ListMultipartUploadsResult,
  ListPartsInput,
  ListPartsResult,
} from '../model/multipart.js';
import type { HeadObjectInput, ObjectInfo, StoredObject } from '../model/object.js';
import type { ListObjectVersionsInput, ListObjectVersionsResult } from '../model/versions.js';

/**
 * Refuses every write, whoever asks: clients, the administration API and what the gateway does by itself.
 */
export class ReadOnlyBackend extends Backend {
  readonly type: Backend['type'];
  readonly capabilities: Capabilities;

  constructor(private readonly inner: Backend) {
    super();
    this.type = inner.type;
    this.capabilities = inner.capabilities;
  }

  headBucket(bucket: string): Promise<Bucket> {
    return this.inner.headBucket(bucket);
  }

  listBuckets(input: ListBucketsInput): Promise<ListBucketsResult> {
    return this.inner.listBuckets(input);
  }

  readBucketDocument(bucket: string, name: BucketDocumentName): Promise<string | undefined> {
    return this.inner.readBucketDocument(bucket, name);
  }

  getObject(input: HeadObjectInput): Promise<StoredObject> {
    return this.inner.getObject(input);
  }

  headObject(input: HeadObjectInput): Promise<ObjectInfo> {
    return this.inner.headObject(input);
  }

  listObjects(input: ListObjectsInput): Promise<ListObjectsResult> {
    return this.inner.listObjects(input);
  }

  listObjectVersions(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult> {
    return this.inner.listObjectVersions(input);
  }

  listParts(input: ListPartsInput): Promise<ListPartsResult> {
    return this.inner.listParts(input);
  }

  listMultipartUploads(input: ListMultipartUploadsInput): Promise<ListMultipartUploadsResult> {
    return this.inner.listMultipartUploads(input);
  }

  createBucket(): Promise<never> {
    return refuse();
  }

  deleteBucket(): Promise<never> {
    return refuse();
  }

  changeBucketOwner(): Promise<never> {
    return refuse();
  }

  writeBucketDocument(): Promise<never> {
    return refuse();
  }

  removeBucketDocument(): Promise<never> {
    return refuse();
  }

  putObject(): Promise<never> {
    return refuse();
  }

  deleteObject(): Promise<never> {
    return refuse();
  }

  copyObject(): Promise<never> {
    return refuse();
  }

  updateObject(): Promise<never> {
    return refuse();
  }

  createMultipartUpload(): Promise<never> {
    return refuse();
  }

  uploadPart(): Promise<never> {
    return refuse();
  }

  uploadPartCopy(): Promise<never> {
    return refuse();
  }

  completeMultipartUpload(): Promise<never> {
    return refuse();
  }

  abortMultipartUpload(): Promise<never> {
    return refuse();
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new S3Error('AccessDenied'));
}
