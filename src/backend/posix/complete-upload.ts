import { traced } from '../../tracing/span.js';
import { planCompletion, type CompletionPlan } from '../model/complete-upload.js';
import type { CompleteMultipartUploadInput, CompleteMultipartUploadResult } from '../model/multipart.js';
import { withRetention } from '../model/object-lock.js';
import { assembleParts } from './assemble-parts.js';
import type { CompletedUploads } from './completed-uploads.js';
import { errorCode } from './io/system-error.js';
import type { ObjectRecord } from './metadata/metadata-store.js';
import type { MultipartUploads } from './multipart-uploads.js';
import type { ObjectFiles } from './object-files.js';
import type { ObjectPublisher } from './object-publisher.js';
import { lockOf, storedLock } from './object-record.js';
import { resultOf } from './objects.js';
import type { PartFile, StoredParts } from './stored-parts.js';
import type { Storage } from './storage.js';
import { withTemporaryFile } from './temporary-file.js';
import {
  noSuchUpload,
  type UploadDirectories,
  type UploadPlace,
  type UploadRecord,
} from './upload-directories.js';

export interface CompletionServices {
  readonly storage: Storage;
  readonly files: ObjectFiles;
  readonly publisher: ObjectPublisher;
  readonly uploads: UploadDirectories;
  readonly parts: StoredParts;
  readonly multipart: MultipartUploads;
  readonly completed: CompletedUploads;
}

/**
 * CompleteMultipartUpload. The directory of the upload is renamed while its parts are joined, so that none of them can
 * change, and renamed back when that fails. One call per upload works at a time; the lock is let go when its holder
 * dies, and the next call goes on from what it left.
 */
export class UploadCompletion {
  constructor(private readonly on: CompletionServices) {}

  async complete(input: CompleteMultipartUploadInput): Promise<CompleteMultipartUploadResult> {
    const place = await this.on.uploads.place(input);
    // NUL: no key can have the name of this lock.
    return this.on.storage.locks.withKey(place.bucketPath, `\0${place.uploadId}`, async () => {
      await this.claim(place);
      try {
        const record = await this.on.uploads.read(place, place.claimed);
        const known = await this.on.completed.find(place, input, record?.initiated);
        const result = known ?? (await this.finish(place, record, input));
        await this.on.multipart.remove(place, place.claimed);
        return result;
      } catch (error) {
        await this.giveBack(place);
        throw error;
      }
    });
  }

  private async finish(
    place: UploadPlace,
    record: UploadRecord | undefined,
    input: CompleteMultipartUploadInput,
  ): Promise<CompleteMultipartUploadResult> {
    if (!record) throw noSuchUpload(place);
    const result = await this.join(place, record, input);
    await this.on.completed.remember(place, input, result);
    return result;
  }

  /** Quiet when the upload is claimed already, by a call that died, and when it is not there. */
  private async claim(place: UploadPlace): Promise<void> {
    try {
      await this.on.storage.calls.rename(place.path, place.claimed);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }

  private async giveBack(place: UploadPlace): Promise<void> {
    try {
      await this.on.storage.calls.rename(place.claimed, place.path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }

  private async join(
    place: UploadPlace,
    upload: UploadRecord,
    input: CompleteMultipartUploadInput,
  ): Promise<CompleteMultipartUploadResult> {
    const { condition, versioning } = input;
    const numbers = [...new Set(input.parts.map((part) => part.partNumber))];
    const attributes = {
      'posix.bucket': place.bucket,
      'posix.object': place.key,
      'posix.total_parts': numbers.length,
    };
    const stored = await traced('Posix.IO.ReadMetadata', attributes, () =>
      this.on.parts.read(place, place.claimed, numbers),
    );
    const facts = { uploadId: place.uploadId, ...(upload.checksum && { checksum: upload.checksum }) };
    const plan = planCompletion(facts, stored, input);
    const target = await this.on.files.place(place.bucket, place.key);
    const { before } = upload;
    await this.on.publisher.assertWritable(target, condition, before);
    return withTemporaryFile(this.on.storage, { ...target, size: plan.size }, async (file) => {
      await assembleParts(this.on.storage, plan.parts, file.fd);
      const lock = withRetention(lockOf(upload.attributes), input.retention);
      const record = { ...recordOf(place, upload, plan), ...(lock && storedLock(lock)) };
      const published = await this.on.publisher.publish({
        file,
        place: target,
        record,
        condition,
        before,
        versioning,
      });
      return { ...resultOf(record), ...published };
    });
  }
}

function recordOf(place: UploadPlace, upload: UploadRecord, plan: CompletionPlan<PartFile>): ObjectRecord {
  const { parts, etag, checksum } = plan;
  const checksums = parts.flatMap((part) => part.checksum ?? []);
  const gaps = parts.some((part, index) => part.partNumber !== index + 1);
  return {
    ...upload.attributes,
    etag,
    ...(checksum && { checksum }),
    uploadId: place.uploadId,
    partCount: parts.length,
    partSizes: parts.map((part) => part.size),
    ...(gaps && { partNumbers: parts.map((part) => part.partNumber) }),
    ...(checksums.length === parts.length && { partChecksums: checksums }),
  };
}
