import type { BodyDigests, ObjectBody, ObjectChecksum } from '../../checksum/checksum.js';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertRetentionChange } from '../model/object-lock.js';
import type {
  DeleteObjectInput,
  DeleteObjectResult,
  HeadObjectInput,
  ObjectAttributes,
  ObjectInfo,
  ObjectRef,
  ObjectUpdate,
  PutObjectInput,
  PutObjectResult,
  StoredObject,
  UpdateObjectResult,
} from '../model/object.js';
import { DEFAULT_CHECKSUM, requireObjectChecksum } from '../model/upload-checksum.js';
import type { DirectoryObjects } from './directory-objects.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { ObjectDeletes } from './object-deletes.js';
import type { ObjectFiles, OpenObject } from './object-files.js';
import { objectInfo, shownVersion } from './object-info.js';
import { placeAttributes, recordTarget, type ObjectPlace } from './object-place.js';
import type { ObjectPublisher } from './object-publisher.js';
import { ObjectReader } from './object-reader.js';
import { lockOf, storedAttributes, updatedRecord } from './object-record.js';
import type { Storage } from './storage.js';
import { withTemporaryFile } from './temporary-file.js';
import { writeBody } from './write-body.js';

/** From this size on the target is looked at before the body is read. */
const CHECK_FIRST_FROM = 64 * 1024;

/** Single objects: put, get, head, delete, update. */
export class Objects {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    private readonly publisher: ObjectPublisher,
    private readonly directories: DirectoryObjects,
    private readonly deletes: ObjectDeletes,
  ) {}

  async put(input: PutObjectInput): Promise<PutObjectResult> {
    const { bucket, key, body, attributes, condition, versioning } = input;
    const place = await this.files.place(bucket, key);
    requireObjectChecksum(body);
    if (key.endsWith('/')) return this.putDirectory(place, input);
    const isLarge = (body.size ?? Infinity) > CHECK_FIRST_FROM;
    const before = condition || isLarge ? await this.publisher.assertWritable(place, condition) : undefined;
    return withTemporaryFile(this.storage, { ...place, size: body.size }, async (file) => {
      await writeBody(this.storage, file.fd, body);
      const record = recordOf(attributes, body);
      const write = { file, place, record, condition, before, versioning };
      const published = await this.publisher.publish(write);
      return { ...resultOf(record), ...published };
    });
  }

  async get(input: HeadObjectInput): Promise<StoredObject> {
    const file = await this.files.open(input, input.withParts);
    const info = objectInfo(file, this.storage.config.defaultEtag, input.withParts);
    return new ObjectReader(this.storage, file, info);
  }

  async head(input: HeadObjectInput): Promise<ObjectInfo> {
    const file = await this.files.open(input, input.withParts);
    await this.storage.calls.close(file.fd);
    return objectInfo(file, this.storage.config.defaultEtag, input.withParts);
  }

  delete(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    return this.deletes.delete(input);
  }

  async update(ref: ObjectRef, update: ObjectUpdate): Promise<UpdateObjectResult> {
    const place = await this.files.place(ref.bucket, ref.key);
    return this.storage.locks.withKey(place.bucketPath, place.key, async () => {
      const file = await this.files.open(ref, true);
      try {
        if (Object.keys(update).length > 0) await this.describe(place, file, update);
        return { versionId: shownVersion(file.record) };
      } finally {
        await this.storage.calls.close(file.fd);
      }
    });
  }

  private async describe(place: ObjectPlace, file: OpenObject, update: ObjectUpdate): Promise<void> {
    const { retention } = update;
    if (retention) {
      const before = lockOf(file.record)?.retention;
      assertRetentionChange(before, retention.to, retention.bypassGovernance);
    }
    await traced('Posix.IO.WriteMetadata', placeAttributes(place), async () =>
      this.storage.store.writeObject(
        { ...recordTarget({ ...place, ...file }), fd: file.fd },
        updatedRecord(file.record, update),
      ),
    );
  }

  private async putDirectory(place: ObjectPlace, input: PutObjectInput): Promise<PutObjectResult> {
    const { body, attributes, condition } = input;
    if (body.size !== undefined && body.size > 0)
      throw new S3Error('DirectoryObjectContainsData', { Key: place.key });
    for await (const chunk of body.read()) {
      if (chunk.length > 0) throw new S3Error('DirectoryObjectContainsData', { Key: place.key });
    }
    const record = recordOf(attributes, body);
    await this.directories.put(place, record, condition);
    return resultOf(record);
  }
}

/** The record of an object that was uploaded in one piece. */
export function recordOf(attributes: ObjectAttributes, body: ObjectBody): ObjectRecord {
  const digests = body.digests();
  const checksum = checksumOf(digests, body.declared ?? DEFAULT_CHECKSUM);
  return { etag: digests.md5, ...storedAttributes(attributes), ...(checksum && { checksum }) };
}

export function checksumOf(
  digests: BodyDigests,
  algorithm: ObjectChecksum['algorithm'],
): ObjectChecksum | undefined {
  const value = digests.checksums[algorithm];
  return value === undefined ? undefined : { algorithm, type: 'FULL_OBJECT', value };
}

export function resultOf(record: ObjectRecord): PutObjectResult {
  return { etag: record.etag ?? '', ...(record.checksum && { checksum: record.checksum }) };
}
