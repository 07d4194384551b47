import { createHash } from 'node:crypto';
import type {
  CompletedPart,
  CompleteMultipartUploadInput,
  CompleteMultipartUploadResult,
} from '../model/multipart.js';
import { errorCode } from './io/system-error.js';
import type { RecordTarget } from './metadata/metadata-store.js';
import type { ObjectFiles } from './object-files.js';
import { resultOf } from './objects.js';
import type { Storage } from './storage.js';
import type { UploadPlace } from './upload-directories.js';

const SUFFIX = '.done';

/**
 * What completed uploads were answered. The record of the object that an upload made says which one it was; where
 * objects have no records a file in the folder of the key does, until the next upload of the key begins.
 */
export class CompletedUploads {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
  ) {}

  /** The answer to the first call with these parts; `undefined` when there was none or its object is gone. */
  async find(
    place: UploadPlace,
    input: CompleteMultipartUploadInput,
  ): Promise<CompleteMultipartUploadResult | undefined> {
    const etag = joinedEtag(input.parts);
    if (this.storage.store.type === 'none') {
      const record = await this.storage.plainRecords.readPlain(targetOf(place));
      return record?.['parts'] === etag ? (record['result'] as CompleteMultipartUploadResult) : undefined;
    }
    const object = await this.files.find(await this.files.place(place.bucket, place.key));
    const same = object?.record.uploadId === place.uploadId && object.record.etag === etag;
    return object && same ? resultOf(object.record) : undefined;
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

function targetOf({ bucket, bucketPath, path }: UploadPlace): RecordTarget {
  return { bucket, name: `${path.slice(bucketPath.length + 1)}${SUFFIX}`, path: `${path}${SUFFIX}` };
}

/** The ETag of the object that these parts make, from what the client says of them: anything, and then no object's. */
function joinedEtag(parts: readonly CompletedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
