import type { BodyDigests, ObjectBody, ObjectChecksum } from '../../checksum/checksum.js';
import { S3Error } from '../../errors/s3.error.js';
import { traced } from '../../tracing/span.js';
import { assertWriteCondition } from '../model/conditions.js';
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
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import { assertNoVersion, type ObjectFiles, type ObjectPlace } from './object-files.js';
import { objectInfo } from './object-info.js';
import type { ObjectPublisher } from './object-publisher.js';
import { ObjectReader } from './object-reader.js';
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
  ) {}

  async put(input: PutObjectInput): Promise<PutObjectResult> {
    const { bucket, key, body, attributes, condition } = input;
    const place = await this.files.place(bucket, key);
    requireObjectChecksum(body);
    if (key.endsWith('/')) return this.putDirectory(place, input);
    if (condition || (body.size ?? Infinity) > CHECK_FIRST_FROM)
      await this.publisher.assertWritable(place, condition);
    return withTemporaryFile(this.storage, { ...place, size: body.size }, async (file) => {
      await writeBody(this.storage, file.fd, body);
      const record = recordOf(attributes, body);
      const etag = await this.publisher.publish({ file, place, record, ...(condition && { condition }) });
      return { ...resultOf(record), etag };
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

  async delete(input: DeleteObjectInput): Promise<DeleteObjectResult> {
    assertNoVersion(input);
    const place = await this.files.place(input.bucket, input.key);
    const isDirectory = (await this.storage.calls.lstat(place.path))?.isDirectory();
    if (isDirectory === undefined || isDirectory !== input.key.endsWith('/')) {
      assertWriteCondition(input.condition, input.key, undefined);
      return {};
    }
    await this.storage.locks.withKey(place.bucketPath, place.key, async () => {
      if (input.condition) await this.publisher.assertCondition(place, input.condition);
      await (isDirectory ? this.directories.remove(place) : this.removeFile(place));
    });
    return {};
  }

  async update(ref: ObjectRef, { tags }: ObjectUpdate): Promise<UpdateObjectResult> {
    assertNoVersion(ref);
    const place = await this.files.place(ref.bucket, ref.key);
    await this.storage.locks.withKey(place.bucketPath, place.key, async () => {
      const file = await this.files.open(ref, true);
      try {
        if (tags === undefined) return;
        const target = { bucket: place.bucket, name: place.key, path: file.path, fd: file.fd };
        const attributes = { 'posix.bucket': place.bucket, 'posix.object': place.key };
        await traced('Posix.IO.WriteMetadata', attributes, async () =>
          this.storage.store.writeObject(target, { ...file.record, tags }),
        );
      } finally {
        await this.storage.calls.close(file.fd);
      }
    });
    return {};
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

  private async removeFile(place: ObjectPlace): Promise<void> {
    const { store } = this.storage;
    const target = { bucket: place.bucket, name: place.key, path: place.path };
    await traced('Posix.IO.Remove', { 'posix.bucket': place.bucket, 'posix.object': place.key }, async () => {
      await this.publisher.cleaningUp(place, () => this.unlink(place.path));
      if (!store.travelsWithFile) await store.remove(target);
    });
    await this.directories.prune(place);
  }

  /** Quiet when somebody was faster: the file was looked at before its lock was held. */
  private async unlink(path: string): Promise<void> {
    try {
      await this.storage.calls.unlink(path);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) throw error;
    }
  }
}

/** The record of an object that was uploaded in one piece. */
export function recordOf(attributes: ObjectAttributes, body: ObjectBody): ObjectRecord {
  const digests = body.digests();
  const checksum = checksumOf(digests, body.declared ?? DEFAULT_CHECKSUM);
  return { etag: digests.md5, ...attributes, ...(checksum && { checksum }) };
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
