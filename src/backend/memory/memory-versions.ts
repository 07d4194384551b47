import { S3Error } from '../../errors/s3.error.js';
import { NOTHING } from '../model/conditions.js';
import { deleteMarkerError } from '../model/delete-marker.js';
import { lowerBound } from '../model/list-page.js';
import { assertRemovable } from '../model/object-lock.js';
import { isVersionId, nextVersionId } from '../model/version-id.js';
import { NULL_VERSION, type VersioningState } from '../model/versions.js';
import type { MemoryObject } from './memory-object.js';

/** One version of a key, or a delete marker. */
export interface MemoryVersion {
  /** `null` for what was written while versioning was not enabled. */
  readonly versionId: string;
  /** Where it stands in the history: that of a newer version sorts after it. The id, where it is not `null`. */
  readonly place: string;
  readonly lastModified: Date;
  /** Absent for a delete marker. */
  readonly object?: MemoryObject;
}

/** The history of one key. It is never seen empty: a key that has lost its last version has no history. */
export class MemoryVersions {
  /** From the oldest to the newest. */
  private readonly history: MemoryVersion[] = [];

  constructor(private readonly key: string) {}

  get isEmpty(): boolean {
    return this.history.length === 0;
  }

  /** The newest version, unless it is a delete marker. */
  get current(): MemoryObject | undefined {
    return this.history.at(-1)?.object;
  }

  /** Mark of the newest version. */
  get mark(): string {
    return (this.current && this.history.at(-1)?.place) ?? NOTHING;
  }

  /** Whether the object that `mark` told of is still there, as the newest version or an older one. */
  holds(mark: string): boolean {
    return this.history.some(({ place, object }) => place === mark && object !== undefined);
  }

  /** @throws NoSuchKey or MethodNotAllowed where a delete marker stands, NoSuchVersion */
  find(versionId: string | undefined): MemoryObject {
    const index = versionId === undefined ? this.history.length - 1 : this.indexOf(versionId);
    const version = this.history[index];
    if (!version) throw noSuchVersion(this.key, versionId);
    if (!version.object) throw deleteMarkerError({ ...version, key: this.key }, versionId !== undefined);
    return version.object;
  }

  /**
   * The object, without one a delete marker, becomes the newest version: a further one where versioning is enabled,
   * else the null version. Gives back its id and the null version that it replaced.
   * @throws AccessDenied when that one is locked
   */
  add(
    object: MemoryObject | undefined,
    versioning: VersioningState | undefined,
    bypassGovernance = false,
  ): { readonly versionId: string; readonly replaced?: MemoryVersion } {
    const enabled = versioning === 'Enabled';
    const place = nextVersionId(this.history.at(-1)?.place);
    const replaced = enabled ? undefined : this.take(NULL_VERSION, bypassGovernance);
    const versionId = enabled ? place : NULL_VERSION;
    const lastModified = object?.info.lastModified ?? new Date();
    this.history.push({
      versionId,
      place,
      lastModified,
      object: object && named(object, versionId, versioning),
    });
    return { versionId, replaced };
  }

  /** Takes a version out for good; `undefined` when there is none. @throws AccessDenied when it is locked */
  take(versionId: string, bypassGovernance = false): MemoryVersion | undefined {
    const index = this.indexOf(versionId);
    const version = this.history[index];
    assertRemovable(version?.object?.info.attributes.lock, bypassGovernance);
    if (version) this.history.splice(index, 1);
    return version;
  }

  /** Puts an object in place of one that `find` gave back. */
  replace(before: MemoryObject, object: MemoryObject): void {
    const index = this.history.findLastIndex((version) => version.object === before);
    const version = this.history[index];
    if (version) this.history[index] = { ...version, object };
  }

  /** From the newest to the oldest. */
  all(): MemoryVersion[] {
    return this.history.toReversed();
  }

  /**
   * What is older than the version with this id, from the newest on. An id tells its place even when its version is
   * gone; of a null version that is gone nothing does, and all versions follow, so that none is missed.
   */
  olderThan(versionId: string): MemoryVersion[] {
    const index = isVersionId(versionId) ? this.placeOf(versionId) : this.indexOf(versionId);
    return index < 0 ? this.all() : this.history.slice(0, index).reverse();
  }

  isLatest(version: MemoryVersion): boolean {
    return version === this.history.at(-1);
  }

  private indexOf(versionId: string): number {
    if (versionId === NULL_VERSION) {
      return this.history.findLastIndex((version) => version.versionId === NULL_VERSION);
    }
    const index = this.placeOf(versionId);
    return this.history[index]?.versionId === versionId ? index : -1;
  }

  /** The index at which a version with this id stands, or would stand. */
  private placeOf(versionId: string): number {
    return lowerBound(this.history, ({ place }) => place >= versionId);
  }
}

/** NoSuchKey where no version was asked for. */
export function noSuchVersion(key: string, versionId: string | undefined): S3Error {
  if (versionId === undefined) return new S3Error('NoSuchKey', { Key: key });
  return new S3Error('NoSuchVersion', { Key: key, VersionId: versionId });
}

/** Objects of buckets that were never versioned have no id. */
function named(
  { info, content }: MemoryObject,
  versionId: string,
  versioning: VersioningState | undefined,
): MemoryObject {
  return { info: versioning ? { ...info, versionId } : info, content };
}
