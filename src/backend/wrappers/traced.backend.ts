import { Span } from '../../tracing/span.decorator.js';
import type { OpenSpan } from '../../tracing/span.js';
import type { SpanName } from '../../tracing/span-names.js';
import { Backend } from '../backend.js';
import type { Capabilities } from '../capabilities.js';
import type {
  Bucket,
  BucketDocumentName,
  CreateBucketInput,
  ListBucketsInput,
  ListBucketsResult,
} from '../model/bucket.js';
import type { ListObjectsInput, ListObjectsResult } from '../model/listing.js';
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
} from '../model/multipart.js';
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
} from '../model/object.js';
import type { ListObjectVersionsInput, ListObjectVersionsResult } from '../model/versions.js';
import { inputAttributes, resultAttributes } from './backend-attributes.js';

type BackendOperation = Extract<SpanName, `Backend.${string}`> extends `Backend.${infer Name}` ? Name : never;

/** Shows every call of the port as one span. Without a trace each method is one more call and nothing else. */
export class TracedBackend extends Backend {
  readonly type: Backend['type'];
  readonly capabilities: Capabilities;

  constructor(private readonly inner: Backend) {
    super();
    this.type = inner.type;
    this.capabilities = inner.capabilities;
  }

  @Traced('CreateBucket')
  createBucket(input: CreateBucketInput): Promise<Bucket> {
    return this.inner.createBucket(input);
  }

  @Traced('HeadBucket')
  headBucket(bucket: string): Promise<Bucket> {
    return this.inner.headBucket(bucket);
  }

  @Traced('DeleteBucket')
  deleteBucket(bucket: string): Promise<void> {
    return this.inner.deleteBucket(bucket);
  }

  @Traced('ListBuckets')
  listBuckets(input: ListBucketsInput): Promise<ListBucketsResult> {
    return this.inner.listBuckets(input);
  }

  @Traced('ChangeBucketOwner')
  changeBucketOwner(bucket: string, owner: string): Promise<void> {
    return this.inner.changeBucketOwner(bucket, owner);
  }

  @Traced('ReadBucketDocument')
  readBucketDocument(bucket: string, name: BucketDocumentName): Promise<string | undefined> {
    return this.inner.readBucketDocument(bucket, name);
  }

  @Traced('WriteBucketDocument')
  writeBucketDocument(bucket: string, name: BucketDocumentName, document: string): Promise<void> {
    return this.inner.writeBucketDocument(bucket, name, document);
  }

  @Traced('RemoveBucketDocument')
  removeBucketDocument(bucket: string, name: BucketDocumentName): Promise<void> {
    return this.inner.removeBucketDocument(bucket, name);
  }

  @Traced('PutObject')
  putObject(input: PutObjectInput): Promise<PutObjectResult> {
    return this.inner.putObject(input);
  }

  @Traced('GetObject', untilRead)
  getObject(input: HeadObjectInput): Promise<StoredObject> {
    return this.inner.getObject(input);
  }

  @Traced('HeadObject')
  headObject(input: HeadObjectInput): Promise<ObjectInfo> {
    return this.inner.headObject(input);
  }

  @Traced('DeleteObject')
  deleteObject(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    return this.inner.deleteObject(input);
  }

  @Traced('CopyObject')
  copyObject(input: CopyObjectInput): Promise<CopyObjectResult> {
    return this.inner.copyObject(input);
  }

  @Traced('UpdateObject')
  updateObject(ref: ObjectRef, update: ObjectUpdate): Promise<UpdateObjectResult> {
    return this.inner.updateObject(ref, update);
  }

  listObjects(input: ListObjectsInput): Promise<ListObjectsResult> {
    return input.operation === 'ListObjectsV2' ? this.listObjectsV2(input) : this.listObjectsV1(input);
  }

  @Traced('ListObjectVersions')
  listObjectVersions(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult> {
    return this.inner.listObjectVersions(input);
  }

  @Traced('CreateMultipartUpload')
  createMultipartUpload(input: CreateMultipartUploadInput): Promise<string> {
    return this.inner.createMultipartUpload(input);
  }

  @Traced('UploadPart')
  uploadPart(input: UploadPartInput): Promise<UploadedPart> {
    return this.inner.uploadPart(input);
  }

  @Traced('UploadPartCopy')
  uploadPartCopy(input: UploadPartCopyInput): Promise<UploadPartCopyResult> {
    return this.inner.uploadPartCopy(input);
  }

  @Traced('CompleteMultipartUpload')
  completeMultipartUpload(input: CompleteMultipartUploadInput): Promise<CompleteMultipartUploadResult> {
    return this.inner.completeMultipartUpload(input);
  }

  @Traced('AbortMultipartUpload')
  abortMultipartUpload(input: AbortMultipartUploadInput): Promise<void> {
    return this.inner.abortMultipartUpload(input);
  }

  @Traced('ListParts')
  listParts(input: ListPartsInput): Promise<ListPartsResult> {
    return this.inner.listParts(input);
  }

  @Traced('ListMultipartUploads')
  listMultipartUploads(input: ListMultipartUploadsInput): Promise<ListMultipartUploadsResult> {
    return this.inner.listMultipartUploads(input);
  }

  @Traced('ListObjects')
  private listObjectsV1(input: ListObjectsInput): Promise<ListObjectsResult> {
    return this.inner.listObjects(input);
  }

  @Traced('ListObjectsV2')
  private listObjectsV2(input: ListObjectsInput): Promise<ListObjectsResult> {
    return this.inner.listObjects(input);
  }
}

/** `@Span` with the attributes that every call of the port has. */
function Traced<Held>(operation: BackendOperation, until?: (result: Held, open: OpenSpan) => Held) {
  return <Args extends unknown[], Result extends Held>(
    target: object,
    property: string,
    descriptor: TypedPropertyDescriptor<(this: TracedBackend, ...args: Args) => Promise<Result>>,
  ): void => {
    Span<TracedBackend, Args, Promise<Result>>(`Backend.${operation}`, {
      attributes(...[input]) {
        return { 'backend.type': this.type, 'backend.operation': operation, ...inputAttributes(input) };
      },
      result: resultAttributes,
      until: until as ((result: Awaited<Result>, open: OpenSpan) => Awaited<Result>) | undefined,
    })(target, property, descriptor);
  };
}

/** Keeps the span open until the object was read, was left or was closed unread. */
function untilRead(stored: StoredObject, open: OpenSpan): StoredObject {
  return {
    info: stored.info,
    read: (range) => open.follow(open.run(() => stored.read(range))),
    close: () =>
      open
        .run(() => stored.close())
        .then(
          () => open.end(),
          (error) => {
            open.end(error);
            throw error;
          },
        ),
  };
}
