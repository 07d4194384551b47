import { S3Error } from '../../errors/s3.error.js';
import { NULL_VERSION, type ListedVersion } from '../model/versions.js';
import { describeFile } from './described-object.js';
import { giveTurn } from './give-turn.js';
import { listedObject, type FoundObject } from './object-info.js';
import type { ObjectPlace } from './object-place.js';
import { assertNoEscape } from './safe-path.js';
import type { Storage } from './storage.js';
import type { VersionFiles } from './version-files.js';
import { sequenceOf, versionIdOf, type VersionEntry } from './version-layout.js';

/** A history that changes while it is read is read again so often, then once more while nobody can change it. */
const ATTEMPTS = 5;

/** One version of a key: the current object, or what its history names. */
interface Known extends Pick<VersionEntry, 'sequence' | 'versionId' | 'isDeleteMarker'> {
  readonly current?: FoundObject;
  readonly entry?: VersionEntry;
}

export interface VersionRange {
  /** Empty, or the id of a version: what is older than that is wanted. */
  readonly after: string;
  readonly limit: number;
}

export interface HistoryPart {
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
  /** There are older ones. */
  readonly isTruncated: boolean;
}

/** All versions of a key, wherever they stand. */
export class VersionHistory {
  constructor(
    private readonly storage: Storage,
    private readonly versions: VersionFiles,
  ) {}

  async read(place: ObjectPlace, range: VersionRange): Promise<HistoryPart> {
    if (place.key.endsWith('/')) return this.readDirectory(place, range);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const part = await this.tryRead(place, range);
      if (part) return part;
    }
    const { locks } = this.storage;
    const part = await locks.withKey(place.bucketPath, place.key, () => this.tryRead(place, range));
    // Somebody changes the directory by other means: a listing without the key would be a lie.
    if (!part) throw new S3Error('OperationAborted', {});
    return part;
  }

  /** Such an object has one version. */
  private async readDirectory(place: ObjectPlace, { after, limit }: VersionRange): Promise<HistoryPart> {
    const current = after === '' ? await describeFile(this.storage, place) : undefined;
    if (!current) return { versions: [], isTruncated: false };
    if (limit === 0) return { versions: [], isTruncated: true };
    const known = { sequence: '', versionId: NULL_VERSION, isDeleteMarker: false, current };
    return { versions: [this.listed(known, current, true)], isTruncated: false };
  }

  /** `undefined` when a version moved meanwhile. */
  private async tryRead(
    place: ObjectPlace,
    { after, limit }: VersionRange,
  ): Promise<HistoryPart | undefined> {
    const known = await this.find(place);
    if (!known) return undefined;
    const wanted = olderThan(known, after);
    const versions: ListedVersion[] = [];
    for (const version of wanted.slice(0, limit)) {
      await giveTurn(versions.length);
      const listed = await this.list(place, version, version === known[0]);
      if (!listed) return undefined;
      versions.push(listed);
    }
    return { versions, isTruncated: wanted.length > limit };
  }

  /** Newest first. A version that a writer has at two places, on the way or because it died, is one. */
  private async find(place: ObjectPlace): Promise<Known[] | undefined> {
    const isInside = await this.isInside(place);
    const current = isInside ? await describeFile(this.storage, place) : undefined;
    const entries = await this.versions.entries(place);
    if (isInside && !(await this.isStill(place, current))) return undefined;
    const known: Known[] = entries.map((entry) => ({ ...entry, entry }));
    if (current) {
      const versionId = versionIdOf(current.record);
      known.unshift({ versionId, sequence: sequenceOf(current), isDeleteMarker: false, current });
    }
    const seen = new Set<string>();
    return known.filter(({ versionId }) => !seen.has(versionId) && seen.add(versionId));
  }

  /** Whether the key still has the file that was looked at before its history was. */
  private async isStill({ path }: ObjectPlace, current: FoundObject | undefined): Promise<boolean> {
    const stats = await this.storage.calls.stat(path);
    return (stats?.isFile() ? stats.ino : undefined) === current?.stats.ino;
  }

  /** What is behind a link that leads out of the bucket is no object. */
  private async isInside({ key, path, bucketPath }: ObjectPlace): Promise<boolean> {
    const { calls } = this.storage;
    try {
      const isLink = (await calls.lstat(path))?.isSymbolicLink() === true;
      if (isLink || key.includes('/')) await assertNoEscape(calls, bucketPath, path, isLink);
      return true;
    } catch (error) {
      if (error instanceof S3Error) return false;
      throw error;
    }
  }

  private async list(
    place: ObjectPlace,
    version: Known,
    isLatest: boolean,
  ): Promise<ListedVersion | undefined> {
    const { current, entry } = version;
    if (current) return this.listed(version, current, isLatest);
    if (!entry) return undefined;
    if (!entry.isDeleteMarker) {
      const found = await describeFile(this.storage, this.versions.placeOf(place, entry));
      return found && this.listed(version, found, isLatest);
    }
    const marker = await this.versions.marker(place, entry);
    return (
      marker && { ...marker, isLatest, isDeleteMarker: true, size: 0, etag: '', storageClass: 'STANDARD' }
    );
  }

  private listed({ versionId }: Known, found: FoundObject, isLatest: boolean): ListedVersion {
    const { defaultEtag } = this.storage.config;
    return { ...listedObject(found, defaultEtag), versionId, isLatest, isDeleteMarker: false };
  }
}

/**
 * What is older than the version with this id. An id tells its place even when its version is gone; of a null version
 * that is gone nothing does, and all versions follow, so that none is missed.
 */
function olderThan(known: readonly Known[], versionId: string): readonly Known[] {
  if (versionId === '') return known;
  const index = known.findIndex((version) => version.versionId === versionId);
  if (index >= 0) return known.slice(index + 1);
  return versionId === NULL_VERSION ? known : known.filter(({ sequence }) => sequence < versionId);
}
