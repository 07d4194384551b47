import { S3Error } from '../../errors/s3.error.js';
import type { Bucket, BucketDocumentName } from '../model/bucket.js';
import { assertWriteCondition, type WriteCondition } from '../model/conditions.js';
import type { ObjectRef } from '../model/object.js';
import type { MemoryObject } from './memory-object.js';
import type { MemorySpace } from './memory-space.js';
import { MemoryUploads } from './memory-uploads.js';
import { OrderedMap } from './ordered-map.js';

/** A bucket with all that is in it. Its methods do not wait: what they check still holds when they change. */
export class MemoryBucket {
  readonly objects = new OrderedMap<MemoryObject>();
  readonly uploads: MemoryUploads;

  constructor(
    public bucket: Bucket,
    private readonly space: MemorySpace,
  ) {
    this.uploads = new MemoryUploads(space, (object, condition) => this.publish(object, condition));
  }

  /** `undefined` removes it. */
  setDocument(name: BucketDocumentName, document: string | undefined): void {
    const { [name]: _replaced, ...rest } = this.bucket.documents;
    const documents = document === undefined ? rest : { ...rest, [name]: document };
    this.bucket = { ...this.bucket, documents };
  }

  /** @throws NoSuchKey, NoSuchVersion */
  find({ key, versionId }: Pick<ObjectRef, 'key' | 'versionId'>): MemoryObject {
    const object = this.objects.get(key);
    // Without versioning every object is the version `null`. Source: Amazon S3 User Guide, "Using versioning".
    if (versionId !== undefined && versionId !== 'null') {
      throw new S3Error('NoSuchVersion', { Key: key, VersionId: versionId });
    }
    if (!object) throw new S3Error('NoSuchKey', { Key: key });
    return object;
  }

  /**
   * Checks the condition and puts the object in its place, in one step. The bytes are reserved already and belong to
   * the object from then on.
   * @throws PreconditionFailed, NoSuchKey
   */
  publish(object: MemoryObject, condition?: WriteCondition): void {
    const { key } = object.info;
    const existing = this.objects.get(key);
    assertWriteCondition(condition, key, existing?.info);
    this.objects.set(key, object);
    if (existing) this.space.release(existing.content.size);
  }

  /** Quiet when there is no such key. @throws PreconditionFailed, NoSuchKey (If-Match) */
  remove(key: string, condition?: WriteCondition): void {
    const existing = this.objects.get(key);
    assertWriteCondition(condition, key, existing?.info);
    if (!existing) return;
    this.objects.delete(key);
    this.space.release(existing.content.size);
  }
}
