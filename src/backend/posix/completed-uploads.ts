import { createHash } from 'node:crypto';
import type {
  CompletedPart,
  CompleteMultipartUploadInput,
  CompleteMultipartUploadResult,
} from '../model/multipart.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord, RecordTarget } from './metadata/metadata-store.js';
import type { ObjectFiles } from './object-files.js';
import { shownVersion } from './object-info.js';
import type { ObjectPlace } from './object-place.js';
import { resultOf } from './objects.js';
import type { Storage } from './storage.js';
import type { UploadPlace } from './upload-directories.js';
import type { VersionFiles } from './version-files.js';
import { entryMembers, sequenceAt } from './version-layout.js';

const SUFFIX = '.done';

/** Newer versions of the key among which the object of an upload is looked for. */
const MAX_VERSIONS = 1000;

/** Milliseconds that the clocks of gateways on one directory may differ by. */
const CLOCK_SKEW = 60 * 60 * 1000;

/**
 * What completed uploads were answered. The record of the object that an upload made says which one it was; where
 * objects have no records a file in the folder of the key does, until the next upload of the key begins.
 */
export class CompletedUploads {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    private readonly versions: VersionFiles,
  ) {}

  /**
   * The answer to the first call with these parts; `undefined` when there was none or its object is gone. `initiated`:
   * when the upload began, in milliseconds since 1970; absent when nothing is left of it.
   */
  async find(
    place: UploadPlace,
    input: CompleteMultipartUploadInput,
    initiated?: number,
  ): Promise<CompleteMultipartUploadResult | undefined> {
    const etag = joinedEtag(input.parts);
    if (this.storage.store.type === 'none') {
      const record = await this.storage.plainRecords.readPlain(targetOf(place));
      return record?.['parts'] === etag ? (record['result'] as CompleteMultipartUploadResult) : undefined;
    }
    const madeHere = ({ uploadId, etag: made }: ObjectRecord): boolean =>
      uploadId === place.uploadId && made === etag;
    const target = await this.files.place(place.bucket, place.key);
    const object = await this.files.find(target);
    if (object && madeHere(object.record)) return completionOf(object.record);
    if (input.versioning === undefined) return undefined;
    const record = await this.findVersion(target, madeHere, sequenceAt((initiated ?? 0) - CLOCK_SKEW));
    return record && completionOf(record);
  }

  /** Among the versions that are not older than the upload. */
  private async findVersion(
    target: ObjectPlace,
    isMeant: (record: ObjectRecord) => boolean,
    oldest: string,
  ): Promise<ObjectRecord | undefined> {
    const entries = (await this.versions.entries(target)).slice(0, MAX_VERSIONS);
    for (const [index, entry] of entries.entries()) {
      if (entry.sequence < oldest) return undefined;
      if (entry.isDeleteMarker) continue;
      await giveTurn(index);
      const version = await this.files.find(this.versions.placeOf(target, entry));
      if (version && isMeant(version.record)) return { ...version.record, ...entryMembers(entry) };
    }
    return undefined;
  }

  /** Before the upload is removed. */
  async remember(
    place: UploadPlace,
    input: CompleteMultipartUploadInput,
    result: CompleteMultipartUploadResult,
  ): Promise<void> {
    if (this.storage.store.type !== 'none') return;
    await this.storage.plainRecords.writePlain(targetOf(place), { parts: joinedEtag(input.parts), result });
  }

  /** Forgets the answers for a key whose next upload begins. */
  async forget({ folder }: UploadPlace): Promise<void> {
    if (this.storage.store.type !== 'none') return;
    const { calls } = this.storage;
    for (const { name } of await calls.readdir(folder)) {
      if (!name.endsWith(`${SUFFIX}.json`)) continue;
      try {
        await calls.unlink(`${folder}/${name}`);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
  }
}

function completionOf(record: ObjectRecord): CompleteMultipartUploadResult {
  const versionId = shownVersion(record);
  return { ...resultOf(record), ...(versionId !== undefined && { versionId }) };
}

function targetOf({ bucket, bucketPath, path }: UploadPlace): RecordTarget {
  return { bucket, name: `${path.slice(bucketPath.length + 1)}${SUFFIX}`, path: `${path}${SUFFIX}` };
}

/** The ETag of the object that these parts make, from what the client says of them: anything, and then no object's. */
function joinedEtag(parts: readonly CompletedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
