import { createHash, randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { partTable, planCompletion, type CompletionPlan, type StoredPart } from '../model/complete-upload.js';
import type {
  AbortMultipartUploadInput,
  CompletedPart,
  CompleteMultipartUploadInput,
  CompleteMultipartUploadResult,
  CreateMultipartUploadInput,
  MultipartUpload,
  UploadedPart,
  UploadRef,
} from '../model/multipart.js';
import { withRetention } from '../model/object-lock.js';
import type { ObjectAttributes, ObjectInfo } from '../model/object.js';
import { MemoryContent } from './memory-content.js';
import type { Publish } from './memory-object.js';
import type { MemorySpace } from './memory-space.js';

/** Completed uploads that a bucket remembers, so that a repeated Complete is answered again. */
const MAX_REMEMBERED = 1_000;

export interface MemoryPart extends StoredPart {
  readonly content: MemoryContent;
  readonly lastModified: Date;
}

interface MemoryUpload {
  readonly upload: MultipartUpload;
  readonly attributes: ObjectAttributes;
  readonly parts: Map<number, MemoryPart>;
  /** Mark of what stood under the key when the upload began. */
  readonly before: string;
}

/** Where the objects of completed uploads go. */
interface Objects {
  readonly publish: Publish;
  readonly markOf: (key: string) => string;
  readonly holds: (key: string, mark: string) => boolean;
}

interface Completed {
  readonly key: string;
  /** Of the parts as the first call named them. */
  readonly digest: string;
  /** Of the object that was made. */
  readonly mark: string;
  readonly result: CompleteMultipartUploadResult;
}

/** The uploads in progress of one bucket. Its methods do not wait: what they check still holds when they change. */
export class MemoryUploads {
  private readonly uploads = new Map<string, MemoryUpload>();
  private readonly completed = new Map<string, Completed>();

  constructor(
    private readonly space: MemorySpace,
    private readonly objects: Objects,
  ) {}

  create({ bucket, key, attributes, checksum, initiator }: CreateMultipartUploadInput): string {
    const uploadId = randomUUID();
    const upload = {
      bucket,
      key,
      uploadId,
      initiated: new Date(),
      initiator,
      storageClass: 'STANDARD',
      checksum,
    } as const;
    this.uploads.set(uploadId, { upload, attributes, parts: new Map(), before: this.objects.markOf(key) });
    return uploadId;
  }

  all(): MultipartUpload[] {
    return [...this.uploads.values()].map(({ upload }) => upload);
  }

  /** @throws NoSuchUpload */
  find({ key, uploadId }: UploadRef): MemoryUpload {
    const found = this.uploads.get(uploadId);
    if (found?.upload.key !== key) throw new S3Error('NoSuchUpload', { UploadId: uploadId });
    return found;
  }

  /** Takes over the part and the bytes reserved for it. @throws NoSuchUpload when the upload has ended meanwhile */
  addPart(ref: UploadRef, part: MemoryPart): UploadedPart {
    const { upload, parts } = this.find(ref);
    const replaced = parts.get(part.partNumber);
    parts.set(part.partNumber, part);
    if (replaced) this.space.release(replaced.content.size);
    return describePart(upload, part);
  }

  /** In ascending order. @throws NoSuchUpload */
  parts(ref: UploadRef): UploadedPart[] {
    const { upload, parts } = this.find(ref);
    return [...parts.values()]
      .sort((a, b) => a.partNumber - b.partNumber)
      .map((part) => describePart(upload, part));
  }

  /** @throws NoSuchUpload, PreconditionFailed */
  abort(input: AbortMultipartUploadInput): void {
    const { upload } = this.find(input);
    const expected = input.ifMatchInitiated;
    if (expected && seconds(expected) !== seconds(upload.initiated)) {
      throw new S3Error('PreconditionFailed', { Condition: 'x-amz-if-match-initiated-time' });
    }
    this.drop(input.uploadId, []);
  }

  /** Gives back every byte that the uploads hold. */
  clear(): void {
    for (const uploadId of this.uploads.keys()) this.drop(uploadId, []);
  }

  /** @throws NoSuchUpload, what `planCompletion` finds, and as `MemoryBucket.publish` */
  complete(input: CompleteMultipartUploadInput): CompleteMultipartUploadResult {
    const digest = digestOf(input.parts);
    const earlier = this.completed.get(input.uploadId);
    const isRepeated = earlier?.key === input.key && earlier.digest === digest;
    if (isRepeated && this.objects.holds(earlier.key, earlier.mark)) return earlier.result;
    const { upload, attributes, parts, before } = this.find(input);
    const plan = planCompletion(upload, parts.values(), input);
    const content = MemoryContent.join(plan.parts.map((part) => part.content));
    const locked = { ...attributes, lock: withRetention(attributes.lock, input.retention) };
    const object = { info: describeObject(upload.key, locked, plan), content };
    const versionId = this.objects.publish(object, { ...input, before });
    this.drop(input.uploadId, plan.parts);
    const result = { etag: plan.etag, checksum: plan.checksum, versionId };
    const { key } = input;
    this.remember(input.uploadId, { key, digest, mark: this.objects.markOf(key), result });
    return result;
  }

  /** Forgets an upload and gives back the bytes of its parts, except those that an object has taken over. */
  private drop(uploadId: string, taken: readonly MemoryPart[]): void {
    const keep = new Set(taken);
    for (const part of this.uploads.get(uploadId)?.parts.values() ?? []) {
      if (!keep.has(part)) this.space.release(part.content.size);
    }
    this.uploads.delete(uploadId);
  }

  private remember(uploadId: string, completed: Completed): void {
    this.completed.set(uploadId, completed);
    if (this.completed.size <= MAX_REMEMBERED) return;
    const [oldest] = this.completed.keys();
    if (oldest !== undefined) this.completed.delete(oldest);
  }
}

function digestOf(parts: readonly CompletedPart[]): string {
  const named = parts.map(({ partNumber, etag }) => [partNumber, etag]);
  return createHash('sha256').update(JSON.stringify(named)).digest('base64');
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

function describeObject(key: string, attributes: ObjectAttributes, plan: CompletionPlan): ObjectInfo {
  const { size, etag, checksum } = plan;
  const parts = partTable(plan.parts);
  const [lastModified, storageClass] = [new Date(), 'STANDARD'] as const;
  return {
    key,
    size,
    etag,
    lastModified,
    storageClass,
    attributes,
    checksum,
    partCount: parts.length,
    parts,
  };
}

/** Checksums of uploads that were created without an algorithm are not shown. */
function describePart({ checksum }: MultipartUpload, part: MemoryPart): UploadedPart {
  const { partNumber, size, etag, lastModified } = part;
  const shown =
    checksum && part.checksum !== undefined
      ? { algorithm: checksum.algorithm, value: part.checksum }
      : undefined;
  return { partNumber, size, etag, lastModified, checksum: shown };
}
