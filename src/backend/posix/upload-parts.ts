import type { ChecksumAlgorithm, SizedBody } from '../../checksum/checksum.js';
import { VerifiedBody } from '../../checksum/verified-body.js';
import { activeSpan, traced } from '../../tracing/span.js';
import { assertCopySource } from '../model/conditions.js';
import { assertCopyRange } from '../model/copy-range.js';
import type {
  UploadedPart,
  UploadPartCopyInput,
  UploadPartCopyResult,
  UploadPartInput,
} from '../model/multipart.js';
import type { ByteRange } from '../model/object.js';
import { requirePartChecksum } from '../model/upload-checksum.js';
import type { AtomicFile } from './atomic-file.js';
import { fastCopy } from './fast-copy.js';
import { errorCode } from './io/system-error.js';
import type { ObjectFiles, OpenObject } from './object-files.js';
import { objectInfo, shownVersion, sizeOf, validators } from './object-info.js';
import { ObjectReader } from './object-reader.js';
import { uploadedPart } from './stored-parts.js';
import type { Storage } from './storage.js';
import { withTemporaryFile } from './temporary-file.js';
import {
  noSuchUpload,
  type UploadDirectories,
  type UploadPlace,
  type UploadRecord,
} from './upload-directories.js';
import { writeBody } from './write-body.js';

interface OpenUpload {
  readonly place: UploadPlace;
  readonly record: UploadRecord;
}

interface PartRecord {
  /** MD5 in hex. */
  readonly etag: string;
  /** base64. */
  readonly checksum?: string;
}

/** UploadPart and UploadPartCopy. */
export class UploadParts {
  constructor(
    private readonly storage: Storage,
    private readonly files: ObjectFiles,
    private readonly uploads: UploadDirectories,
  ) {}

  async upload(input: UploadPartInput): Promise<UploadedPart> {
    const upload = await this.uploads.open(input);
    return this.store(upload, input.partNumber, input.body);
  }

  async copy(input: UploadPartCopyInput): Promise<UploadPartCopyResult> {
    const upload = await this.uploads.open(input);
    const source = await this.files.open(input.source);
    let reader: ObjectReader | undefined;
    try {
      assertCopySource(input.sourceCondition, validators(source, this.storage.config.defaultEtag));
      const range = rangeOf(input, source);
      const known = input.range ? undefined : knownDigests(source, upload.record);
      const sourceVersionId = shownVersion(source.record);
      if (known)
        return { ...(await this.copyWhole(upload, input.partNumber, source, known)), sourceVersionId };
      reader = new ObjectReader(this.storage, source, objectInfo(source, undefined));
      activeSpan().setAttribute('posix.copy_method', 'io_copy_with_checksum');
      const body = new VerifiedBody({ source: reader.read(range), size: range.last - range.first + 1 });
      return { ...(await this.store(upload, input.partNumber, body)), sourceVersionId };
    } finally {
      await (reader ? reader.close() : this.storage.calls.close(source.fd));
    }
  }

  private async store(upload: OpenUpload, partNumber: number, body: SizedBody): Promise<UploadedPart> {
    const algorithm = requirePartChecksum(upload.record.checksum, body);
    return this.withFile(upload, body.size, async (file) => {
      await writeBody(this.storage, file.fd, body);
      return this.publish(upload, partNumber, file, partRecord(body, algorithm));
    });
  }

  /** A whole object whose digests are known becomes a part without its bytes being read. */
  private async copyWhole(
    upload: OpenUpload,
    partNumber: number,
    source: OpenObject,
    digests: PartRecord,
  ): Promise<UploadedPart> {
    const length = sizeOf(source.stats);
    return this.withFile(upload, length, async (file) => {
      await fastCopy(this.storage, { fromFd: source.fd, fromOffset: 0, toFd: file.fd, toOffset: 0, length });
      return this.publish(upload, partNumber, file, digests);
    });
  }

  private withFile<T>(
    { place }: OpenUpload,
    size: number,
    body: (file: AtomicFile) => Promise<T>,
  ): Promise<T> {
    const { bucket, bucketPath, key } = place;
    return withTemporaryFile(this.storage, { bucket, bucketPath, key, size }, body);
  }

  private async publish(
    upload: OpenUpload,
    partNumber: number,
    file: AtomicFile,
    record: PartRecord,
  ): Promise<UploadedPart> {
    const { plainRecords, locks, config, calls } = this.storage;
    const { place } = upload;
    const target = this.uploads.target(place, place.path, partNumber);
    const link = (): Promise<void> => file.publish(target.path, { replace: true, parents: false });
    if (plainRecords.travelsWithFile)
      await plainRecords.writePlain({ ...target, fd: file.fd, isNew: true }, { ...record });
    if (config.durability !== 'none')
      await traced('Posix.IO.Sync', {}, async () => file.sync(config.durability));
    const stats = await calls.stat(file.fd);
    try {
      await traced(
        'Posix.IO.LinkFile',
        { 'posix.bucket': place.bucket, 'posix.object': place.key },
        async () => {
          if (plainRecords.travelsWithFile) return link();
          // NUL: no key can have the name of this lock.
          return locks.withKey(place.bucketPath, `\0${place.uploadId}/${partNumber}`, async () => {
            await plainRecords.writePlain(target, { ...record });
            await link();
          });
        },
      );
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? noSuchUpload(place, error) : error;
    }
    const found = { size: stats?.size ?? 0, lastModified: stats?.mtime ?? new Date() };
    return uploadedPart({ partNumber, ...found, ...record }, upload.record);
  }
}

function partRecord(body: SizedBody, algorithm: ChecksumAlgorithm): PartRecord {
  const { md5, checksums } = body.digests();
  const checksum = checksums[algorithm];
  return { etag: md5, ...(checksum !== undefined && { checksum }) };
}

/** The digests of a source that are just those which its part needs. */
function knownDigests({ record }: OpenObject, { checksum }: UploadRecord): PartRecord | undefined {
  const wanted = checksum?.algorithm ?? 'CRC64NVME';
  if (record.checksum?.algorithm !== wanted || record.checksum.type !== 'FULL_OBJECT') return undefined;
  if (record.etag === undefined || !/^[0-9a-f]{32}$/.test(record.etag)) return undefined;
  return { etag: record.etag, checksum: record.checksum.value };
}

function rangeOf({ range }: UploadPartCopyInput, { stats }: OpenObject): ByteRange {
  const size = sizeOf(stats);
  assertCopyRange(range, size);
  return range ?? { first: 0, last: size - 1 };
}
