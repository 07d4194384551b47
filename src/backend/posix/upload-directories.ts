import { createHash } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import type { MultipartUpload, UploadChecksum, UploadRef } from '../model/multipart.js';
import type { Buckets } from './buckets.js';
import { errorCode } from './io/system-error.js';
import type { RecordTarget } from './metadata/metadata-store.js';
import type { StoredAttributes } from './object-record.js';
import { objectPath, TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';

/** What is kept of an upload. */
export interface UploadRecord {
  readonly key: string;
  readonly initiator: string;
  /** Milliseconds since 1970. */
  readonly initiated: number;
  /** Mark of what stood under the key then; absent where versitygw began it. */
  readonly before?: string;
  readonly attributes: StoredAttributes;
  readonly checksum?: UploadChecksum;
}

/** The directory of an upload: `<bucket>/.sgwtmp/multipart/<sha256 of the key>/<uploadId>`, as versitygw has it. */
export interface UploadPlace extends UploadRef {
  readonly bucketPath: string;
  /** All uploads of the key. */
  readonly folder: string;
  /** The directory. */
  readonly path: string;
  /** Its name while the parts are being joined: no part can be added or replaced then. */
  readonly claimed: string;
}

/** Ends the name of the directory of an upload whose parts are being joined. */
export const CLAIMED = '.inprogress';

const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isUploadId = (name: string): boolean => UPLOAD_ID.test(name);

/** Finds the directories of uploads and reads their records. */
export class UploadDirectories {
  constructor(
    private readonly storage: Storage,
    private readonly buckets: Buckets,
  ) {}

  /** @throws NoSuchBucket, NoSuchUpload for an id that cannot be one, and what a key may not be */
  async place(ref: UploadRef): Promise<UploadPlace> {
    const { bucket, key, uploadId } = ref;
    const bucketPath = await this.buckets.path(bucket);
    objectPath(bucketPath, key);
    if (!isUploadId(uploadId)) throw noSuchUpload(ref);
    const folder = `${uploadsFolder(bucketPath)}/${createHash('sha256').update(key).digest('hex')}`;
    const path = `${folder}/${uploadId}`;
    return { bucket, key, uploadId, bucketPath, folder, path, claimed: `${path}${CLAIMED}` };
  }

  /** @throws NoSuchUpload, and as `place` */
  async open(ref: UploadRef): Promise<{ place: UploadPlace; record: UploadRecord }> {
    const place = await this.place(ref);
    const { bucket, key } = place;
    const record = await traced(
      'Posix.IO.ReadMetadata',
      { 'posix.bucket': bucket, 'posix.object': key },
      () => this.read(place),
    );
    if (!record) throw noSuchUpload(ref);
    return { place, record };
  }

  /** `path`: the name that the directory has at present. */
  async read(place: UploadPlace, path: string = place.path): Promise<UploadRecord | undefined> {
    try {
      return (await this.storage.plainRecords.readPlain(this.target(place, path))) as
        UploadRecord | undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(place: UploadPlace, record: UploadRecord): Promise<void> {
    const { bucket, key } = place;
    await traced('Posix.IO.WriteMetadata', { 'posix.bucket': bucket, 'posix.object': key }, async () =>
      this.storage.plainRecords.writePlain(this.target(place, place.path), { ...record }),
    );
  }

  async forget(place: UploadPlace, path: string): Promise<void> {
    await this.storage.plainRecords.remove(this.target(place, path));
  }

  /** Where the record of the upload, or of one of its parts, belongs. */
  target(place: UploadPlace, directory: string, partNumber?: number): RecordTarget {
    const { bucket, bucketPath, path } = place;
    const name = path.slice(bucketPath.length + 1);
    if (partNumber !== undefined)
      return { bucket, name: `${name}/${partNumber}`, path: `${directory}/${partNumber}` };
    // A record file stands inside the directory, so that it moves with it.
    return {
      bucket,
      name,
      path: this.storage.plainRecords.travelsWithFile ? directory : `${directory}/upload`,
    };
  }
}

export const uploadsFolder = (bucketPath: string): string => `${bucketPath}/${TEMPORARY_FOLDER}/multipart`;

export function noSuchUpload({ uploadId }: Pick<UploadRef, 'uploadId'>, cause?: unknown): S3Error {
  return new S3Error('NoSuchUpload', { UploadId: uploadId }, { cause });
}

export function uploadOf(bucket: string, uploadId: string, record: UploadRecord): MultipartUpload {
  const { key, initiator, checksum } = record;
  const initiated = new Date(record.initiated);
  return {
    bucket,
    key,
    uploadId,
    initiated,
    initiator,
    storageClass: 'STANDARD',
    ...(checksum && { checksum }),
  };
}
