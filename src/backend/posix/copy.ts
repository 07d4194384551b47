import { VerifiedBody } from '../../checksum/verified-body.js';
import { activeSpan } from '../../tracing/span.js';
import type { ChecksumAlgorithm } from '../../checksum/checksum.js';
import { S3Error } from '../../errors/s3.error.js';
import { assertCopySize, assertCopySource } from '../model/conditions.js';
import { copiedHeaders } from '../model/copied-headers.js';
import { assertRemovable } from '../model/object-lock.js';
import type { CopyObjectInput, CopyObjectResult } from '../model/object.js';
import { DEFAULT_CHECKSUM } from '../model/upload-checksum.js';
import type { AtomicFile } from './atomic-file.js';
import type { DirectoryObjects } from './directory-objects.js';
import { fastCopy } from './fast-copy.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { ObjectFiles, OpenObject } from './object-files.js';
import { objectInfo, shownVersion, sizeOf, validators } from './object-info.js';
import { recordTarget, type ObjectPlace } from './object-place.js';
import type { ObjectPublisher } from './object-publisher.js';
import { ObjectReader } from './object-reader.js';
import { lockOf, storedLock } from './object-record.js';
import { checksumOf, resultOf } from './objects.js';
import type { Storage } from './storage.js';
import { withTemporaryFile } from './temporary-file.js';
import { writeBody } from './write-body.js';

interface Copied {
  readonly record: ObjectRecord;
  /** Absent where the bucket has no versions. */
  readonly versionId?: string;
}

/** CopyObject. */
export class ObjectCopy {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    private readonly publisher: ObjectPublisher,
    private readonly directories: DirectoryObjects,
  ) {}

  async copy(input: CopyObjectInput): Promise<CopyObjectResult> {
    const { source, destination } = input;
    const place = await this.files.place(destination.bucket, destination.key);
    const file = await this.files.open(source);
    try {
      const { defaultEtag } = this.storage.config;
      assertCopySource(input.sourceCondition, validators(file, defaultEtag));
      assertCopySize(input.maxSourceSize, sizeOf(file.stats));
      const onto = source.bucket === destination.bucket && source.key === destination.key;
      const inPlace = onto && input.versioning === undefined && this.canKeepBytes(file.record, input);
      const { record, versionId } = await (inPlace
        ? this.describeAnew(place, file, input)
        : this.copyTo(place, file, input));
      const copied = await this.files.find(place);
      const lastModified = copied?.stats.mtime ?? new Date();
      return {
        ...resultOf(record),
        etag: record.etag ?? validators(copied ?? file, defaultEtag).etag,
        lastModified,
        versionId,
        sourceVersionId: shownVersion(file.record),
      };
    } finally {
      await this.storage.calls.close(file.fd);
    }
  }

  /** An object copied onto itself keeps its file and gets another record, in one step. */
  private async describeAnew(place: ObjectPlace, file: OpenObject, input: CopyObjectInput): Promise<Copied> {
    const { key, bucketPath } = place;
    let record: ObjectRecord = file.record;
    let replaced = false;
    await this.storage.locks.withKey(bucketPath, key, async () => {
      if (input.condition) await this.publisher.assertCondition(place, input.condition);
      const now = await this.files.tryOpen(place, true);
      try {
        replaced = now?.stats.ino !== file.stats.ino;
        if (!now || replaced) return;
        assertRemovable(lockOf(now.record));
        record = { ...now.record, ...described(now.record, input) };
        await this.storage.store.writeObject({ ...recordTarget(place), fd: now.fd }, record);
        // Last, so that whoever sees the new Last-Modified sees the new record.
        await this.storage.calls.touch(now.fd);
      } finally {
        if (now) await this.storage.calls.close(now.fd);
      }
    });
    return replaced ? this.copyTo(place, file, input) : { record };
  }

  private async copyTo(place: ObjectPlace, file: OpenObject, input: CopyObjectInput): Promise<Copied> {
    const { condition, versioning } = input;
    if (place.key.endsWith('/')) return { record: await this.copyDirectory(place, file, input) };
    const before = await this.publisher.assertWritable(place, condition);
    const plan = { ...place, size: sizeOf(file.stats) };
    return withTemporaryFile(this.storage, plan, async (target) => {
      const digests = await this.copyBytes(file, target, input);
      const record = { ...described(file.record, input), ...digests };
      const { versionId } = await this.publisher.publish({
        file: target,
        place,
        record,
        condition,
        before,
        versioning,
      });
      return { record, versionId };
    });
  }

  private async copyBytes(
    file: OpenObject,
    target: AtomicFile,
    input: CopyObjectInput,
  ): Promise<ObjectRecord> {
    const length = sizeOf(file.stats);
    if (this.canKeepBytes(file.record, input)) {
      await fastCopy(this.storage, { fromFd: file.fd, fromOffset: 0, toFd: target.fd, toOffset: 0, length });
      // AWS gives a copy of a multipart object the MD5 of its bytes as ETag. That would need reading them all: the
      // copy keeps the ETag of its source, while its table of parts is not taken along.
      return { etag: file.record.etag, checksum: file.record.checksum };
    }
    const algorithm = input.checksumAlgorithm ?? file.record.checksum?.algorithm ?? DEFAULT_CHECKSUM;
    return this.rehash(file, target, algorithm);
  }

  private async rehash(
    file: OpenObject,
    target: AtomicFile,
    algorithm: ChecksumAlgorithm,
  ): Promise<ObjectRecord> {
    // A second descriptor, because a reader closes its own.
    const fd = await this.storage.calls.open(`/proc/self/fd/${file.fd}`, 0);
    const reader = new ObjectReader(this.storage, { ...file, fd }, objectInfo(file, undefined));
    activeSpan().setAttribute('posix.copy_method', 'io_copy_with_checksum');
    const body = new VerifiedBody({
      source: reader.read(),
      size: sizeOf(file.stats),
      declared: { algorithm },
    });
    try {
      await writeBody(this.storage, target.fd, body);
      const digests = body.digests();
      const checksum = checksumOf(digests, algorithm);
      return { etag: digests.md5, ...(checksum && { checksum }) };
    } finally {
      await reader.close();
    }
  }

  private async copyDirectory(
    place: ObjectPlace,
    file: OpenObject,
    input: CopyObjectInput,
  ): Promise<ObjectRecord> {
    if (sizeOf(file.stats) > 0) throw new S3Error('DirectoryObjectContainsData', { Key: place.key });
    const { etag, checksum } = file.record;
    const record = { etag, checksum, ...described(file.record, input) };
    await this.directories.put(place, record, input.condition);
    return record;
  }

  /** Whether ETag and checksum of the source hold for the copy, so that nobody needs to read the bytes. */
  private canKeepBytes({ etag, checksum }: ObjectRecord, { checksumAlgorithm }: CopyObjectInput): boolean {
    if (this.storage.store.type === 'none') return true;
    if (etag === undefined || checksum?.type === 'COMPOSITE') return false;
    return checksumAlgorithm === undefined || checksumAlgorithm === checksum?.algorithm;
  }
}

/** What a copy says of itself: as its source, unless the directives replace it. Lock and access list are its own. */
function described(source: ObjectRecord, input: CopyObjectInput): ObjectRecord {
  const { metadata, tags, lock, acl } = input;
  return {
    headers: copiedHeaders(source.headers ?? {}, input),
    userMetadata: metadata ? metadata.userMetadata : source.userMetadata,
    tags: tags ?? source.tags,
    acl,
    ...storedLock(lock ?? {}),
  };
}
