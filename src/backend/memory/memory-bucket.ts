import type { Bucket, BucketDocumentName } from '../model/bucket.js';
import { assertWriteCondition, NOTHING, type Standing, type WriteCondition } from '../model/conditions.js';
import type { DeleteObjectInput, DeleteObjectResult, ObjectRef, ObjectUpdate } from '../model/object.js';
import { NULL_VERSION } from '../model/versions.js';
import { updated, type MemoryObject, type MemoryWrite } from './memory-object.js';
import type { MemorySpace } from './memory-space.js';
import { MemoryUploads } from './memory-uploads.js';
import { MemoryVersions, noSuchVersion, type MemoryVersion } from './memory-versions.js';
import { OrderedMap } from './ordered-map.js';

type VersionRef = Pick<ObjectRef, 'key' | 'versionId'>;

/** A bucket with all that is in it. Its methods do not wait: what they check still holds when they change. */
export class MemoryBucket {
  /** What a listing without versions shows: the newest version of each key that is no delete marker. */
  readonly objects = new OrderedMap<MemoryObject>();
  /** Of every key that has a version or a delete marker. */
  readonly histories = new OrderedMap<MemoryVersions>();
  readonly uploads: MemoryUploads;

  constructor(
    public bucket: Bucket,
    private readonly space: MemorySpace,
  ) {
    this.uploads = new MemoryUploads(space, this);
  }

  /** `undefined` removes it. */
  setDocument(name: BucketDocumentName, document: string | undefined): void {
    const { [name]: _replaced, ...rest } = this.bucket.documents;
    const documents = document === undefined ? rest : { ...rest, [name]: document };
    this.bucket = { ...this.bucket, documents };
  }

  /** @throws NoSuchKey, NoSuchVersion, MethodNotAllowed (the version is a delete marker) */
  find({ key, versionId }: VersionRef): MemoryObject {
    return this.history(key, versionId).find(versionId);
  }

  /** What stands under a key. @see assertWriteCondition */
  markOf(key: string): string {
    return this.histories.get(key)?.mark ?? NOTHING;
  }

  /** What stands under a key before a write whose body is not read yet. @throws PreconditionFailed, NoSuchKey (If-Match) */
  begin(key: string, condition: WriteCondition | undefined): string {
    assertWriteCondition(condition, key, this.standing(key));
    return this.markOf(key);
  }

  /** Whether the object that had this mark when it stood under the key is still there. */
  holds(key: string, mark: string): boolean {
    return this.histories.get(key)?.holds(mark) === true;
  }

  /**
   * Checks the condition and makes the object the newest version of its key, in one step. The bytes are reserved
   * already and belong to the object from then on. Gives back the version id, where the bucket has versions.
   * @throws PreconditionFailed, ConditionalRequestConflict, NoSuchKey, AccessDenied (the version that would be replaced
   * is locked)
   */
  publish(object: MemoryObject, { condition, versioning, before }: MemoryWrite): string | undefined {
    const { key } = object.info;
    assertWriteCondition(condition, key, this.standing(key), before);
    const history = this.histories.get(key) ?? new MemoryVersions(key);
    const { versionId, replaced } = history.add(object, versioning);
    this.settle(key, history, replaced);
    return versioning && versionId;
  }

  /** Quiet when there is no such key or version. @throws PreconditionFailed, NoSuchKey (If-Match), AccessDenied */
  remove(input: DeleteObjectInput): DeleteObjectResult {
    const { key, versionId, versioning, bypassGovernance } = input;
    assertWriteCondition(input.condition, key, this.standing(key));
    if (versionId === undefined && versioning) return this.mark(input);
    const history = this.histories.get(key);
    const removed = history?.take(versionId ?? NULL_VERSION, bypassGovernance);
    if (history) this.settle(key, history, removed);
    if (versionId === undefined) return {};
    return removed && !removed.object ? { deleteMarker: true, versionId } : { versionId };
  }

  /** @throws as `find`; AccessDenied (Object Lock) */
  update({ key, versionId }: VersionRef, update: ObjectUpdate): string | undefined {
    const history = this.history(key, versionId);
    const object = history.find(versionId);
    history.replace(object, updated(object, update));
    this.settle(key, history);
    return object.info.versionId;
  }

  /** @throws AccessDenied (the null version that the marker would replace is locked) */
  private mark({ key, versioning, bypassGovernance }: DeleteObjectInput): DeleteObjectResult {
    const history = this.histories.get(key) ?? new MemoryVersions(key);
    const { versionId, replaced } = history.add(undefined, versioning, bypassGovernance);
    this.settle(key, history, replaced);
    return { deleteMarker: true, versionId };
  }

  /** Shows the change of a history to readers and gives back the bytes of the version that went. */
  private settle(key: string, history: MemoryVersions, gone?: MemoryVersion): void {
    if (history.isEmpty) this.histories.delete(key);
    else this.histories.set(key, history);
    const { current } = history;
    if (current) this.objects.set(key, current);
    else this.objects.delete(key);
    if (gone?.object) this.space.release(gone.object.content.size);
  }

  private standing(key: string): Standing | undefined {
    const object = this.objects.get(key);
    return object && { ...object.info, mark: this.markOf(key) };
  }

  private history(key: string, versionId: string | undefined): MemoryVersions {
    const history = this.histories.get(key);
    if (!history) throw noSuchVersion(key, versionId);
    return history;
  }
}
