import { S3Error } from '../../errors/s3.error.js';
import { Backend } from '../backend.js';
import type { Capabilities } from '../capabilities.js';
import type {
  Bucket,
  BucketDocumentName,
  CreateBucketInput,
  ListBucketsInput,
  ListBucketsResult,
} from '../model/bucket.js';
import { assertCopySize, assertCopySource } from '../model/conditions.js';
import { assertCopyRange } from '../model/copy-range.js';
import { compareUtf8, listPage } from '../model/list-page.js';
import { listUploads } from '../model/list-uploads.js';
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
  UploadedPart,
  UploadPartCopyInput,
  UploadPartCopyResult,
  UploadPartInput,
  UploadRef,
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
import { DEFAULT_CHECKSUM, requireObjectChecksum, requirePartChecksum } from '../model/upload-checksum.js';
import { MemoryBucket } from './memory-bucket.js';
import { digestContent, receive, type MemoryContent } from './memory-content.js';
import { listVersions } from './list-versions.js';
import {
  copyAttributes,
  copyDigests,
  describe,
  describeDigests,
  listed,
  withoutParts,
  type Digests,
} from './memory-object.js';
import { MemorySpace } from './memory-space.js';

export interface MemoryBackendOptions {
  /** Bytes of all objects and parts together; a copy counts like its source. 1 GiB by default. */
  readonly maxBytes?: number;
}

/**
 * The reference driver: the whole contract of the port, kept in the process and gone with it.
 * Conditions are atomic because checking and publishing happen without waiting in between.
 */
export class MemoryBackend extends Backend {
  readonly type = 'memory';
  readonly capabilities: Capabilities = {
    keyMayBePrefixOfKey: true,
    anyPathSegment: true,
    metadata: true,
    keepsEtags: true,
    versions: true,
    directoryObjectVersions: true,
    directoryObjectsHoldData: true,
    directoryObjectsAboveKeys: true,
  };
  private readonly buckets = new Map<string, MemoryBucket>();
  private readonly space: MemorySpace;

  constructor({ maxBytes = 1024 ** 3 }: MemoryBackendOptions = {}) {
    super();
    this.space = new MemorySpace(maxBytes);
  }

  async createBucket({ bucket: name, owner, documents = {} }: CreateBucketInput): Promise<Bucket> {
    const existing = this.buckets.get(name)?.bucket;
    if (existing) {
      const code = existing.owner === owner ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists';
      throw new S3Error(code, { BucketName: name });
    }
    const created = new MemoryBucket({ name, owner, createdAt: new Date(), documents }, this.space);
    this.buckets.set(name, created);
    return created.bucket;
  }

  async headBucket(bucket: string): Promise<Bucket> {
    return this.find(bucket).bucket;
  }

  async deleteBucket(bucket: string): Promise<void> {
    const found = this.find(bucket);
    if (found.histories.size > 0) throw new S3Error('BucketNotEmpty', { BucketName: bucket });
    found.uploads.clear();
    this.buckets.delete(bucket);
  }

  async listBuckets({
    owner,
    prefix = '',
    startAfter = '',
    maxBuckets,
  }: ListBucketsInput): Promise<ListBucketsResult> {
    const buckets = [...this.buckets.values()]
      .map(({ bucket }) => bucket)
      .filter((bucket) => owner === undefined || bucket.owner === owner)
      .sort((a, b) => compareUtf8(a.name, b.name));
    const page = listPage(buckets, ({ name }) => name, {
      prefix,
      delimiter: '',
      startAfter,
      maxKeys: maxBuckets,
    });
    return { buckets: page.items, isTruncated: page.isTruncated };
  }

  async changeBucketOwner(bucket: string, owner: string): Promise<void> {
    const found = this.find(bucket);
    found.bucket = { ...found.bucket, owner };
  }

  async readBucketDocument(bucket: string, name: BucketDocumentName): Promise<string | undefined> {
    return this.find(bucket).bucket.documents[name];
  }

  async writeBucketDocument(bucket: string, name: BucketDocumentName, document: string): Promise<void> {
    this.find(bucket).setDocument(name, document);
  }

  async removeBucketDocument(bucket: string, name: BucketDocumentName): Promise<void> {
    this.find(bucket).setDocument(name, undefined);
  }

  async putObject(input: PutObjectInput): Promise<PutObjectResult> {
    const { bucket, key, attributes, body } = input;
    const before = this.find(bucket).begin(key, input.condition);
    const algorithm = requireObjectChecksum(body);
    return this.space.reserve(body.size ?? 0, async (more) => {
      const content = await receive(body, more);
      const digests = describeDigests(body.digests(), algorithm);
      const info = { key, ...describe(content), ...digests, attributes };
      const versionId = this.find(bucket).publish({ info, content }, { ...input, before });
      return { ...digests, versionId };
    });
  }

  async getObject(input: HeadObjectInput): Promise<StoredObject> {
    const { info, content } = this.find(input.bucket).find(input);
    return {
      info: input.withParts ? info : withoutParts(info),
      read: (range) => (range ? content.slice(range) : content).read(),
      close: async () => {},
    };
  }

  async headObject(input: HeadObjectInput): Promise<ObjectInfo> {
    const { info } = this.find(input.bucket).find(input);
    return input.withParts ? info : withoutParts(info);
  }

  async deleteObject(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    return this.find(input.bucket).remove(input);
  }

  async copyObject(input: CopyObjectInput): Promise<CopyObjectResult> {
    const { bucket, key } = input.destination;
    const before = this.find(bucket).markOf(key);
    const source = this.find(input.source.bucket).find(input.source);
    assertCopySource(input.sourceCondition, source.info);
    assertCopySize(input.maxSourceSize, source.info.size);
    const { content } = source;
    const sourceVersionId = source.info.versionId;
    return this.space.reserve(content.size, async () => {
      const digests = await copyDigests(source, input.checksumAlgorithm);
      const info = { key, ...describe(content), ...digests, attributes: copyAttributes(source, input) };
      const versionId = this.find(bucket).publish({ info, content }, { ...input, before });
      return { ...digests, lastModified: info.lastModified, versionId, sourceVersionId };
    });
  }

  async updateObject(ref: ObjectRef, update: ObjectUpdate): Promise<UpdateObjectResult> {
    return { versionId: this.find(ref.bucket).update(ref, update) };
  }

  async listObjectVersions(input: ListObjectVersionsInput): Promise<ListObjectVersionsResult> {
    return listVersions(this.find(input.bucket).histories, input);
  }

  async listObjects(input: ListObjectsInput): Promise<ListObjectsResult> {
    const { objects } = this.find(input.bucket);
    const page = listPage(objects.keys, (key) => key, input);
    return {
      objects: page.items.flatMap((key) => listed(objects.get(key))),
      commonPrefixes: page.commonPrefixes,
      isTruncated: page.isTruncated,
      ...(page.isTruncated && { nextStartAfter: page.last }),
    };
  }

  async createMultipartUpload(input: CreateMultipartUploadInput): Promise<string> {
    return this.find(input.bucket).uploads.create(input);
  }

  async uploadPart(input: UploadPartInput): Promise<UploadedPart> {
    const { upload } = this.find(input.bucket).uploads.find(input);
    const algorithm = requirePartChecksum(upload.checksum, input.body);
    return this.space.reserve(input.body.size, async (more) => {
      const content = await receive(input.body, more);
      return this.addPart(input, content, describeDigests(input.body.digests(), algorithm));
    });
  }

  async uploadPartCopy(input: UploadPartCopyInput): Promise<UploadPartCopyResult> {
    const { upload } = this.find(input.bucket).uploads.find(input);
    const source = this.find(input.source.bucket).find(input.source);
    assertCopySource(input.sourceCondition, source.info);
    assertCopyRange(input.range, source.content.size);
    const content = input.range ? source.content.slice(input.range) : source.content;
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_CHECKSUM;
    return this.space.reserve(content.size, async () => {
      const digests = describeDigests(await digestContent(content, algorithm), algorithm);
      return { ...this.addPart(input, content, digests), sourceVersionId: source.info.versionId };
    });
  }

  async completeMultipartUpload(input: CompleteMultipartUploadInput): Promise<CompleteMultipartUploadResult> {
    return this.find(input.bucket).uploads.complete(input);
  }

  async abortMultipartUpload(input: AbortMultipartUploadInput): Promise<void> {
    this.find(input.bucket).uploads.abort(input);
  }

  async listParts(input: ListPartsInput): Promise<ListPartsResult> {
    const { uploads } = this.find(input.bucket);
    const { upload } = uploads.find(input);
    const rest = uploads.parts(input).filter((part) => part.partNumber > input.partNumberMarker);
    const isTruncated = input.maxParts > 0 && rest.length > input.maxParts;
    return { upload, parts: rest.slice(0, input.maxParts), isTruncated };
  }

  async listMultipartUploads(input: ListMultipartUploadsInput): Promise<ListMultipartUploadsResult> {
    return listUploads(this.find(input.bucket).uploads.all(), input);
  }

  private addPart(
    ref: UploadRef & { partNumber: number },
    content: MemoryContent,
    digests: Digests,
  ): UploadedPart {
    const { size, lastModified } = describe(content);
    const { etag, checksum } = digests;
    const part = { partNumber: ref.partNumber, size, etag, lastModified, checksum: checksum?.value, content };
    return this.find(ref.bucket).uploads.addPart(ref, part);
  }

  private find(bucket: string): MemoryBucket {
    const found = this.buckets.get(bucket);
    if (!found) throw new S3Error('NoSuchBucket', { BucketName: bucket });
    return found;
  }
}
