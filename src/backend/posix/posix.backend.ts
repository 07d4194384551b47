import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { PosixConfig } from '../../config/posix.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { Backend } from '../backend.js';
import type { Capabilities } from '../capabilities.js';
import type * as bucket from '../model/bucket.js';
import type { ListObjectsInput, ListObjectsResult } from '../model/listing.js';
import type * as multipart from '../model/multipart.js';
import type * as object from '../model/object.js';
import type * as versions from '../model/versions.js';
import { BucketDocuments } from './bucket-documents.js';
import { Buckets } from './buckets.js';
import { CompletedUploads } from './completed-uploads.js';
import { UploadCompletion } from './complete-upload.js';
import type { ObjectCopy } from './copy.js';
import { BufferPool } from './io/buffer-pool.js';
import { chooseFileCalls } from './io/choose-file-calls.js';
import { KernelDataCalls } from './io/kernel-data-calls.js';
import { errorCode } from './io/system-error.js';
import { KeyLock } from './key-lock.js';
import { LeftoverSweep } from './leftover-sweep.js';
import { Listing } from './listing.js';
import { createMetadataStore } from './metadata/create-metadata-store.js';
import { MultipartUploads } from './multipart-uploads.js';
import { objectServices } from './object-services.js';
import type { Objects } from './objects.js';
import { posixError } from './posix-errors.js';
import { RecordFiles } from './record-files.js';
import type { Storage } from './storage.js';
import { StoredParts } from './stored-parts.js';
import { UploadDirectories } from './upload-directories.js';
import { UploadParts } from './upload-parts.js';
import type { VersionListing } from './version-listing.js';

type SystemCalls = Partial<Pick<Storage, 'calls' | 'data'>>;

/** Buffers of object data kept for reuse. */
const IDLE_BUFFERS = 32;

/** S3 over a directory: buckets are its top-level directories, keys are paths in them. */
export class PosixBackend extends Backend {
  override readonly type = 'posix';
  override readonly capabilities: Capabilities;
  private readonly buckets: Buckets;
  private readonly documents: BucketDocuments;
  private readonly objects: Objects;
  private readonly copies: ObjectCopy;
  private readonly listing: Listing;
  private readonly versionListing: VersionListing;
  private readonly uploads: MultipartUploads;
  private readonly parts: UploadParts;
  private readonly completion: UploadCompletion;

  private constructor(storage: Storage) {
    super();
    const metadata = storage.store.type !== 'none';
    this.capabilities = {
      keyMayBePrefixOfKey: false,
      anyPathSegment: false,
      metadata,
      keepsEtags: metadata,
      versions: metadata,
      directoryObjectVersions: false,
      directoryObjectsHoldData: false,
      directoryObjectsAboveKeys: metadata,
    };
    this.buckets = new Buckets(storage);
    this.documents = new BucketDocuments(this.buckets);
    const { files, versions, publisher, ...services } = objectServices(storage, this.buckets);
    this.objects = services.objects;
    this.copies = services.copies;
    this.versionListing = services.versionListing;
    this.listing = new Listing(storage, this.buckets);
    const uploads = new UploadDirectories(storage, this.buckets);
    const stored = new StoredParts(storage, uploads);
    const completed = new CompletedUploads(storage, files, versions);
    this.uploads = new MultipartUploads(storage, this.buckets, uploads, stored, completed);
    this.parts = new UploadParts(storage, files, uploads);
    this.completion = new UploadCompletion({
      storage,
      files,
      publisher,
      uploads,
      parts: stored,
      multipart: this.uploads,
      completed,
    });
  }

  /**
   * Begins to remove leftovers of gateways that died, and does not wait for it. `system` takes the place of the
   * calls that the configuration chooses.
   * @throws when the root is no directory that can be read, or one with the directory of versions
   */
  static async open(config: PosixConfig, system: SystemCalls = {}): Promise<PosixBackend> {
    const root = await realpath(config.root);
    if (!(await stat(root)).isDirectory()) throw new Error(`${config.root} is not a directory`);
    await access(root, constants.R_OK | constants.X_OK);
    const { calls = chooseFileCalls(config.fileCalls, root), data = new KernelDataCalls() } = system;
    const versioningDir = config.versioningDir && (await versionsApart(root, config.versioningDir));
    const resolved = Object.assign(new PosixConfig(), config, { root, versioningDir });
    const store = createMetadataStore(resolved, calls);
    const storage = {
      config: resolved,
      root,
      calls,
      store,
      plainRecords: store.travelsWithFile ? store : new RecordFiles(calls),
      data,
      locks: new KeyLock(calls, config.dirPerms),
      buffers: new BufferPool(config.ioBufferSize, IDLE_BUFFERS),
    };
    void new LeftoverSweep(storage, Date.now() - config.leftoverAge).run();
    return new PosixBackend(storage);
  }

  override createBucket(input: bucket.CreateBucketInput): Promise<bucket.Bucket> {
    return this.guard(input, () => this.buckets.create(input));
  }

  override headBucket(name: string): Promise<bucket.Bucket> {
    return this.guard({ bucket: name }, () => this.buckets.head(name));
  }

  override deleteBucket(name: string): Promise<void> {
    return this.guard({ bucket: name }, () => this.buckets.delete(name));
  }

  override listBuckets(input: bucket.ListBucketsInput): Promise<bucket.ListBucketsResult> {
    return this.guard({}, () => this.buckets.list(input));
  }

  override changeBucketOwner(name: string, owner: string): Promise<void> {
    return this.guard({ bucket: name }, () => this.buckets.changeOwner(name, owner));
  }

  override readBucketDocument(
    bucketName: string,
    name: bucket.BucketDocumentName,
  ): Promise<string | undefined> {
    return this.guard({ bucket: bucketName }, () => this.documents.read(bucketName, name));
  }

  override writeBucketDocument(
    bucketName: string,
    name: bucket.BucketDocumentName,
    document: string,
  ): Promise<void> {
    return this.guard({ bucket: bucketName }, () => this.documents.write(bucketName, name, document));
  }

  override removeBucketDocument(bucketName: string, name: bucket.BucketDocumentName): Promise<void> {
    return this.guard({ bucket: bucketName }, () => this.documents.remove(bucketName, name));
  }

  override putObject(input: object.PutObjectInput): Promise<object.PutObjectResult> {
    return this.guard(input, () => this.objects.put(input));
  }

  override getObject(input: object.HeadObjectInput): Promise<object.StoredObject> {
    return this.guard(input, () => this.objects.get(input));
  }

  override headObject(input: object.HeadObjectInput): Promise<object.ObjectInfo> {
    return this.guard(input, () => this.objects.head(input));
  }

  override deleteObject(input: object.DeleteObjectInput): Promise<object.DeleteObjectResult> {
    return this.guard(input, () => this.objects.delete(input));
  }

  override copyObject(input: object.CopyObjectInput): Promise<object.CopyObjectResult> {
    return this.guard(input.destination, () => this.copies.copy(input));
  }

  override updateObject(
    ref: object.ObjectRef,
    update: object.ObjectUpdate,
  ): Promise<object.UpdateObjectResult> {
    return this.guard(ref, () => this.objects.update(ref, update));
  }

  override listObjects(input: ListObjectsInput): Promise<ListObjectsResult> {
    return this.guard({ bucket: input.bucket }, () => this.listing.list(input));
  }

  override listObjectVersions(
    input: versions.ListObjectVersionsInput,
  ): Promise<versions.ListObjectVersionsResult> {
    return this.guard({ bucket: input.bucket }, () => this.versionListing.list(input));
  }

  override createMultipartUpload(input: multipart.CreateMultipartUploadInput): Promise<string> {
    return this.guard(input, () => this.uploads.create(input));
  }

  override uploadPart(input: multipart.UploadPartInput): Promise<multipart.UploadedPart> {
    return this.guard(input, () => this.parts.upload(input));
  }

  override uploadPartCopy(input: multipart.UploadPartCopyInput): Promise<multipart.UploadPartCopyResult> {
    return this.guard(input, () => this.parts.copy(input));
  }

  override completeMultipartUpload(
    input: multipart.CompleteMultipartUploadInput,
  ): Promise<multipart.CompleteMultipartUploadResult> {
    return this.guard(input, () => this.completion.complete(input));
  }

  override abortMultipartUpload(input: multipart.AbortMultipartUploadInput): Promise<void> {
    return this.guard(input, () => this.uploads.abort(input));
  }

  override listParts(input: multipart.ListPartsInput): Promise<multipart.ListPartsResult> {
    return this.guard(input, () => this.uploads.listParts(input));
  }

  override listMultipartUploads(
    input: multipart.ListMultipartUploadsInput,
  ): Promise<multipart.ListMultipartUploadsResult> {
    return this.guard({ bucket: input.bucket }, () => this.uploads.list(input));
  }

  /** The one place where failures of the file system become answers of S3. */
  private async guard<T>(
    { bucket: name, key }: { bucket?: string; key?: string },
    call: () => Promise<T>,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      // Somebody removed what the call was working on: the whole bucket, or it was made anew since.
      if (name !== undefined && errorCode(error) === 'ENOENT') {
        const code = (await this.buckets.exists(name)) ? 'OperationAborted' : 'NoSuchBucket';
        throw new S3Error(code, { BucketName: name }, { cause: error });
      }
      throw posixError(error, {
        ...(name !== undefined && { bucket: name }),
        ...(key !== undefined && { key }),
      });
    }
  }
}

/** Buckets and their versions have the same names. */
async function versionsApart(root: string, directory: string): Promise<string> {
  const resolved = await realpath(directory);
  if (`${resolved}/`.startsWith(`${root}/`) || `${root}/`.startsWith(`${resolved}/`))
    throw new Error(`${directory} and ${root} must not be inside of each other`);
  return resolved;
}
