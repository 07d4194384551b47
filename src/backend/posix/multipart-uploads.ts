import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { listUploads } from '../model/list-uploads.js';
import type {
  AbortMultipartUploadInput,
  CreateMultipartUploadInput,
  ListMultipartUploadsInput,
  ListMultipartUploadsResult,
  ListPartsInput,
  ListPartsResult,
  MultipartUpload,
} from '../model/multipart.js';
import type { Buckets } from './buckets.js';
import type { CompletedUploads } from './completed-uploads.js';
import { giveTurn } from './give-turn.js';
import { errorCode } from './io/system-error.js';
import { makeDirectories } from './make-directories.js';
import { markOf } from './object-info.js';
import { storedAttributes } from './object-record.js';
import { removeTree } from './remove-tree.js';
import { objectPath } from './safe-path.js';
import { StoredParts, uploadedPart } from './stored-parts.js';
import type { Storage } from './storage.js';
import {
  CLAIMED,
  isUploadId,
  noSuchUpload,
  uploadOf,
  uploadsFolder,
  type UploadDirectories,
  type UploadPlace,
} from './upload-directories.js';

/** The folder of a key that a racing abort of its last upload removes is made again so often. */
const ATTEMPTS = 10;

/** Uploads in progress: create, abort, list. */
export class MultipartUploads {
  constructor(
    private readonly storage: Storage,
    private readonly buckets: Buckets,
    private readonly uploads: UploadDirectories,
    private readonly parts: StoredParts,
    private readonly completed: CompletedUploads,
  ) {}

  async create(input: CreateMultipartUploadInput): Promise<string> {
    const { bucket, key, attributes, checksum, initiator } = input;
    if (key.endsWith('/')) throw new S3Error('DirectoryObjectContainsData', { Key: key });
    const place = await this.uploads.place({ bucket, key, uploadId: randomUUID() });
    const before = await this.markAt(objectPath(place.bucketPath, key));
    await this.makeDirectory(place);
    await this.completed.forget(place);
    try {
      const kept = storedAttributes(attributes);
      const record = {
        key,
        initiator,
        initiated: Date.now(),
        ...(before !== undefined && { before }),
        attributes: kept,
        ...(checksum && { checksum }),
      };
      await this.uploads.write(place, record);
    } catch (error) {
      await this.remove(place, place.path);
      throw error;
    }
    return place.uploadId;
  }

  async abort(input: AbortMultipartUploadInput): Promise<void> {
    const place = await this.uploads.place(input);
    const { calls, locks } = this.storage;
    // NUL: no key can have the name of this lock. Whoever completes the upload holds it: a claim that is found here is
    // that of a call which died.
    await locks.withKey(place.bucketPath, `\0${place.uploadId}`, async () => {
      const path = (await calls.lstat(place.claimed)) ? place.claimed : place.path;
      await this.abortLocked(place, path, input);
    });
  }

  private async abortLocked(
    place: UploadPlace,
    path: string,
    { ifMatchInitiated }: AbortMultipartUploadInput,
  ): Promise<void> {
    const record = await traced('Posix.IO.ReadMetadata', spanAttributes(place), () =>
      this.uploads.read(place, path),
    );
    if (!record) throw noSuchUpload(place);
    if (ifMatchInitiated && seconds(ifMatchInitiated.getTime()) !== seconds(record.initiated)) {
      throw new S3Error('PreconditionFailed', { Condition: 'x-amz-if-match-initiated-time' });
    }
    const aside = `${place.path}.aborted`;
    try {
      await this.storage.calls.rename(path, aside);
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? noSuchUpload(place, error) : error;
    }
    await this.remove(place, aside);
  }

  /** Removes an upload that nobody can reach any more, and the folder of its key when it was the last one. */
  async remove(place: UploadPlace, path: string): Promise<void> {
    await traced('Posix.IO.Remove', spanAttributes(place), async () => {
      await this.uploads.forget(place, path);
      await removeTree(this.storage.calls, path);
      try {
        await this.storage.calls.rmdir(place.folder);
      } catch (error) {
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
      }
    });
  }

  async listParts(input: ListPartsInput): Promise<ListPartsResult> {
    const { place, record } = await this.uploads.open(input);
    return traced('Posix.IO.ReadDirectory', spanAttributes(place), async () => {
      const numbers = (await this.parts.numbers(place.path)).filter(
        (number) => number > input.partNumberMarker,
      );
      const page = await this.parts.read(place, place.path, numbers.slice(0, input.maxParts));
      return {
        upload: uploadOf(place.bucket, place.uploadId, record),
        parts: page.map((part) => uploadedPart(part, record)),
        isTruncated: numbers.length > input.maxParts,
      };
    });
  }

  async list(input: ListMultipartUploadsInput): Promise<ListMultipartUploadsResult> {
    const bucketPath = await this.buckets.path(input.bucket);
    const found = await traced('Posix.IO.ReadDirectory', { 'posix.bucket': input.bucket }, () =>
      this.find(input, bucketPath),
    );
    return listUploads(found, input);
  }

  private async find(input: ListMultipartUploadsInput, bucketPath: string): Promise<MultipartUpload[]> {
    const all = uploadsFolder(bucketPath);
    const found: MultipartUpload[] = [];
    let step = 0;
    for (const hash of await this.names(all)) {
      const folder = `${all}/${hash}`;
      for (const name of await this.names(folder)) {
        await giveTurn(step++);
        const upload = await this.describe({ bucket: input.bucket, bucketPath, folder }, name);
        if (upload?.key.startsWith(input.prefix)) found.push(upload);
      }
    }
    return found;
  }

  /** The folder says the hash of the key only: the key itself stands in the record. `name`: of its directory. */
  private async describe(
    { bucket, bucketPath, folder }: Pick<UploadPlace, 'bucket' | 'bucketPath' | 'folder'>,
    name: string,
  ): Promise<MultipartUpload | undefined> {
    // One that is being completed, or whose Complete has died, is still in progress.
    const uploadId = name.endsWith(CLAIMED) ? name.slice(0, -CLAIMED.length) : name;
    if (!isUploadId(uploadId)) return undefined;
    const path = `${folder}/${uploadId}`;
    const place = { bucket, key: '', uploadId, bucketPath, folder, path, claimed: path };
    const record = await this.uploads.read(place, `${folder}/${name}`);
    return record && uploadOf(bucket, uploadId, record);
  }

  private async names(path: string): Promise<string[]> {
    try {
      const entries = await this.storage.calls.readdir(path);
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** `undefined` where nobody can look: what is wrong there is for the completion to say. */
  private async markAt(path: string): Promise<string | undefined> {
    try {
      return markOf(await this.storage.calls.stat(path));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return undefined;
    }
  }

  private async makeDirectory({ bucketPath, path }: UploadPlace): Promise<void> {
    const { calls, config } = this.storage;
    for (let attempt = 1; ; attempt++) {
      try {
        await makeDirectories(calls, bucketPath, path, config.dirPerms);
        return;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS || !(await calls.stat(bucketPath)))
          throw error;
      }
    }
  }
}

const spanAttributes = ({ bucket, key }: UploadPlace) => ({ 'posix.bucket': bucket, 'posix.object': key });

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
