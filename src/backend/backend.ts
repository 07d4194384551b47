import type { Capabilities } from './capabilities.js';
import type {
  Bucket,
  BucketDocumentName,
  CreateBucketInput,
  ListBucketsInput,
  ListBucketsResult,
} from './model/bucket.js';
import type { ListObjectsInput, ListObjectsResult } from './model/listing.js';
import type {
  AbortMultipartUploadInput,
  CompleteMultipartUploadInput,
  CompleteMultipartUploadResult,
  CreateMultipartUploadInput,
  ListMultipartUploadsInput,
  ListMultipartUploadsResult,
  ListPartsInput,
  ListPartsResult,
  UploadPartCopyInput,
  UploadPartCopyResult,
  UploadPartInput,
  UploadedPart,
} from './model/multipart.js';
import type {
  CopyObjectInput,
  CopyObjectResult,
  DeleteObjectInput,
  DeleteObjectResult,
  HeadObjectInput,
  ObjectInfo,
  ObjectRef,
  ObjectUpdate,
  PutObjectInput,
  PutObjectResult,
  StoredObject,
  UpdateObjectResult,
} from './model/object.js';
import type { ListObjectVersionsInput, ListObjectVersionsResult } from './model/versions.js';

/**
 * WHERE bytes live. The abstract class is its own injection token.
 *
 * Every method throws `S3Error` for what the client can cause, above all NoSuchBucket for a bucket that is not
 * there; anything else that it throws is a fault of ours. Names and keys come validated and decoded. A write is
 * atomic: a reader sees the old object or the new one, whole and with its attributes, and a failed write leaves
 * nothing behind. Conditions of writes hold for all writers of the storage, other processes included.
 */
export abstract class Backend {
  /** `backend.type` of the spans. */
  abstract readonly type: 'memory' | 'posix' | 'scoutfs' | 's3proxy' | 'azure';
  abstract readonly capabilities: Capabilities;

  /** @throws BucketAlreadyOwnedByYou, BucketAlreadyExists */
  abstract createBucket(input: CreateBucketInput): Promise<Bucket>;
  abstract headBucket(bucket: string): Promise<Bucket>;
  /** @throws BucketNotEmpty; uploads in progress do not count and go with the bucket */
  abstract deleteBucket(bucket: string): Promise<void>;
  abstract listBuckets(input: ListBucketsInput): Promise<ListBucketsResult>;
  abstract changeBucketOwner(bucket: string, owner: string): Promise<void>;

  /** `undefined` when the bucket has no such document. */
  abstract readBucketDocument(bucket: string, name: BucketDocumentName): Promise<string | undefined>;
  abstract writeBucketDocument(bucket: string, name: BucketDocumentName, document: string): Promise<void>;
  /** Quiet when there is none. */
  abstract removeBucketDocument(bucket: string, name: BucketDocumentName): Promise<void>;

  /**
   * Reads `input.body` to its end unless it throws before.
   * @throws AccessDenied (a locked version would be replaced), ObjectParentIsFile, ExistingObjectIsDirectory,
   *   KeyTooLongError, InsufficientStorage, QuotaExceeded, MethodNotAllowed (read-only file system), what
   *   `assertWriteCondition` throws, and what the body does
   */
  abstract putObject(input: PutObjectInput): Promise<PutObjectResult>;
  /**
   * Opens an object.
   * @throws NoSuchKey; NoSuchVersion; MethodNotAllowed when `versionId` names a delete marker. `deleteMarkerError` says
   *   what the error carries where a delete marker stands.
   */
  abstract getObject(input: HeadObjectInput): Promise<StoredObject>;
  /** @throws as `getObject` */
  abstract headObject(input: HeadObjectInput): Promise<ObjectInfo>;
  /**
   * Quiet when there is no such key or version.
   * @throws AccessDenied (Object Lock), PreconditionFailed, ErrDirectoryNotEmpty, ExistingObjectIsDirectory (the version
   *   that would come back has no place any more)
   */
  abstract deleteObject(input: DeleteObjectInput): Promise<DeleteObjectResult>;
  /** @throws as `getObject` for the source and `putObject` for the destination */
  abstract copyObject(input: CopyObjectInput): Promise<CopyObjectResult>;
  /** @throws NoSuchKey; NoSuchVersion; MethodNotAllowed for a delete marker; AccessDenied (Object Lock) */
  abstract updateObject(ref: ObjectRef, update: ObjectUpdate): Promise<UpdateObjectResult>;
  abstract listObjects(input: ListObjectsInput): Promise<ListObjectsResult>;
  abstract listObjectVersions(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult>;

  /** Gives back the upload id. */
  abstract createMultipartUpload(input: CreateMultipartUploadInput): Promise<string>;
  /** A part with the same number is replaced. @throws NoSuchUpload, InvalidRequest (checksum algorithm), as `putObject` */
  abstract uploadPart(input: UploadPartInput): Promise<UploadedPart>;
  /** @throws NoSuchUpload, InvalidArgument, InvalidRequest (range), as `getObject` for the source */
  abstract uploadPartCopy(input: UploadPartCopyInput): Promise<UploadPartCopyResult>;
  /**
   * Idempotent: a repeated call with the same parts answers as the first did. One of several concurrent calls joins
   * the parts, the others answer once it has finished.
   * @throws NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall, InvalidRequest, BadDigest, and what
   *   `assertWriteCondition` does; the upload then goes on
   */
  abstract completeMultipartUpload(
    input: CompleteMultipartUploadInput,
  ): Promise<CompleteMultipartUploadResult>;
  /** @throws NoSuchUpload, PreconditionFailed */
  abstract abortMultipartUpload(input: AbortMultipartUploadInput): Promise<void>;
  /** @throws NoSuchUpload */
  abstract listParts(input: ListPartsInput): Promise<ListPartsResult>;
  abstract listMultipartUploads(input: ListMultipartUploadsInput): Promise<ListMultipartUploadsResult>;
}
